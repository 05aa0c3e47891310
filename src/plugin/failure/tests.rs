use std::sync::Arc;

use super::*;
use crate::engine::UnknownValue;

fn of(error: DataFusionError) -> (u16, ErrorSource, String) {
    let failure = Failure::from(error);
    (failure.status, failure.source, failure.message)
}

fn unknown_value() -> DataFusionError {
    let value =
        UnknownValue { column: "severity".to_owned(), value: "SEVERE".to_owned(), known: vec!["HIGH".to_owned()] };
    DataFusionError::External(Box::new(value))
}

#[test]
fn a_cause_keeps_its_kind_under_every_wrapping() {
    let expected = (400, ErrorSource::Downstream, "severity is never \"SEVERE\"; it is one of: HIGH".to_owned());
    let wrappings: [fn(DataFusionError) -> DataFusionError; 5] = [
        |error| error,
        |error| error.context("optimizer"),
        |error| DataFusionError::Shared(Arc::new(error)),
        |error| DataFusionError::Collection(vec![error]),
        |error| DataFusionError::External(Box::new(DataFusionError::Shared(Arc::new(error.context("a"))))),
    ];
    for wrap in wrappings {
        assert_eq!(of(wrap(unknown_value())), expected);
    }
    let through_arrow = datafusion::arrow::error::ArrowError::ExternalError(Box::new(unknown_value()));
    assert_eq!(of(DataFusionError::ArrowError(Box::new(through_arrow), None)), expected);
}

#[test]
fn the_users_mistakes_are_downstream_and_bugs_are_the_plugins() {
    let (status, source, _) = of(DataFusionError::Plan("no function named x".to_owned()));
    assert_eq!((status, source), (400, ErrorSource::Downstream));
    let (status, source, _) = of(DataFusionError::Execution("division by zero".to_owned()));
    assert_eq!((status, source), (400, ErrorSource::Downstream));
    let (status, source, message) = of(DataFusionError::Internal("oops".to_owned()));
    assert_eq!((status, source), (500, ErrorSource::Plugin));
    assert!(message.contains("please report it"), "{message}");
    assert_eq!(Failure::panicked().source, ErrorSource::Plugin);
}
