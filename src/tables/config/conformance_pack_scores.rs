//! ListConformancePackComplianceScores: the columns of `config_conformance_packs` about scores.
//!
//! A score is the part of a pack's pairs of rule and resource that comply, in percent. AWS writes it as a text, which is
//! INSUFFICIENT_DATA where nothing was evaluated.

use aws_sdk_config::operation::list_conformance_pack_compliance_scores::{
    ListConformancePackComplianceScoresError, ListConformancePackComplianceScoresOutput,
};
use aws_sdk_config::types::ConformancePackComplianceScoresFilters;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::operation::BuildError;
use serde::Deserialize;
use serde_json::Value;

use super::conformance_packs::PAGE;
use super::{SERVICE, USUAL};
use crate::aws::{BulkInterceptor, Call, Connection, Quota};
use crate::tables::Column;
use crate::tables::listing::{Ask, Operation, Paging, Sent};
use crate::tables::rows::{Page, PageReader};

const SCORE: &str = "Score";

/// Its columns.
#[rustfmt::skip]
pub static COLUMNS: &[Column] = &[
    Column::number("compliance_score", SCORE, "Part of its pairs of rule and resource that comply. Null where nothing was evaluated.").with_unit("percent").with_decimals(1),
    Column::time("score_updated_at", "LastUpdatedTime", "When the score was last updated."),
];

/// ListConformancePackComplianceScores for these names.
#[derive(Debug)]
pub struct ListConformancePackComplianceScores {
    /// The packs.
    pub names: Vec<String>,
}

impl Operation for ListConformancePackComplianceScores {
    type Output = ListConformancePackComplianceScoresOutput;
    type Error = ListConformancePackComplianceScoresError;
    const CALL: Call = Call {
        service: SERVICE,
        operation: "ListConformancePackComplianceScores",
        action: "config:ListConformancePackComplianceScores",
    };
    const QUOTA: Quota = USUAL;
    const PAGING: Paging = Paging {
        list: "ConformancePackComplianceScores",
        token: Some("NextToken"),
        left_out: None,
        always: None,
        size: PAGE,
    };

    fn read(&self, reader: &PageReader, bytes: &[u8]) -> Result<Page, serde_json::Error> {
        let answer: Answer = serde_json::from_slice(bytes)?;
        reader.page(answer.next_token, |sheet| {
            for score in &answer.conformance_pack_compliance_scores {
                for (index, column) in reader.columns().iter().enumerate() {
                    match score.get(column.member) {
                        Some(Value::String(text)) if column.member == SCORE => {
                            if let Some(percent) = text.parse().ok().filter(|percent: &f64| percent.is_finite()) {
                                sheet.number(index, percent);
                            }
                        }
                        Some(Value::String(text)) => sheet.text(index, text),
                        Some(Value::Number(number)) => sheet.number(index, number.as_f64().unwrap_or_default()),
                        _ => {}
                    }
                }
                sheet.end_row();
            }
        })
    }

    fn output() -> Result<Self::Output, BuildError> {
        ListConformancePackComplianceScoresOutput::builder()
            .set_conformance_pack_compliance_scores(Some(Vec::new()))
            .build()
    }

    fn error(metadata: ErrorMetadata) -> Self::Error {
        ListConformancePackComplianceScoresError::generic(metadata)
    }

    fn send(&self, connection: &Connection, ask: Ask, read: BulkInterceptor<Page>) -> Sent<Self> {
        let names = Some(self.names.clone());
        let filters = ConformancePackComplianceScoresFilters::builder().set_conformance_pack_names(names).build();
        let operation = connection.config().list_conformance_pack_compliance_scores().set_filters(filters.ok());
        let operation = operation.limit(ask.size).set_next_token(ask.token);
        Box::pin(operation.customize().interceptor(read).send())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    next_token: Option<String>,
    conformance_pack_compliance_scores: Vec<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_is_a_number_or_there_is_none() {
        let rows = [
            (r#""87.5""#, Some(87.5)),
            (r#""100""#, Some(100.0)),
            (r#""0.0""#, Some(0.0)),
            ("66.25", Some(66.25)),
            (r#""INSUFFICIENT_DATA""#, None),
            (r#""NaN""#, None),
            ("null", None),
        ];
        let operation = ListConformancePackComplianceScores { names: Vec::new() };
        let reader = PageReader::new(ListConformancePackComplianceScores::PAGING, COLUMNS, &[]);
        for (score, expected) in rows {
            let answer =
                format!(r#"{{"ConformancePackComplianceScores":[{{"Score":{score},"LastUpdatedTime":1.5}}]}}"#);
            let page = operation.read(&reader, answer.as_bytes()).unwrap();
            let scores = datafusion::common::cast::as_float64_array(page.batch.column(0)).unwrap();
            let at = datafusion::common::cast::as_timestamp_nanosecond_array(page.batch.column(1)).unwrap();
            assert_eq!((scores.iter().next(), at.value(0)), (Some(expected), 1_500_000_000), "{score}");
        }
    }
}
