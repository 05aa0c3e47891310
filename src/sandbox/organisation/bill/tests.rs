use super::amounts::{Metric, decimal, rounded};
use super::*;

fn bill() -> Bill {
    Bill::new(&Parameters::default())
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn total(bill: &Bill, of: &str, updated: DateTime<Utc>) -> i128 {
    let surges = Surges::between(bill, date(of), date(of));
    let amounts = bill.charges().filter_map(|charge| bill.amounts(charge, day(date(of), updated), &surges));
    amounts.map(|amounts| amounts.of(Metric::Unblended)).sum()
}

#[test]
fn an_amount_is_written_without_needless_zeros() {
    for (value, text) in [(0, "0"), (ONE, "1"), (-ONE / 4, "-0.25"), (12 * ONE + 1, "12.0000000001")] {
        assert_eq!(decimal(value), text);
    }
    assert_eq!(decimal(rounded(ONE * 2 / 3, 2)), "0.67");
    assert_eq!(decimal(rounded(-ONE / 200, 2)), "-0.01");
}

#[test]
fn a_day_is_complete_two_days_after_its_beginning_and_then_stays() {
    let bill = bill();
    let at = |text: &str| updated(text.parse().unwrap());
    let totals: Vec<i128> =
        ["2026-05-20T05:00:00Z", "2026-05-20T09:00:00Z", "2026-05-20T23:00:00Z", "2026-05-22T00:00:00Z"]
            .map(|moment| total(&bill, "2026-05-20", at(moment)))
            .to_vec();
    assert_eq!(totals[0], 0);
    assert!(totals.is_sorted_by(|a, b| a < b), "{totals:?}");
    assert_eq!(totals[3], total(&bill, "2026-05-20", at("2026-11-01T00:00:00Z")));
}

#[test]
fn base_day_is_the_first_of_january_2026() {
    assert_eq!(date("2026-01-01").num_days_from_ce(), BASE_DAY);
}

#[test]
fn working_days_cost_more_than_weekends_and_costs_grow() {
    let bill = bill();
    let late = "2026-11-01T00:00:00Z".parse().unwrap();
    assert!(total(&bill, "2026-05-20", late) > total(&bill, "2026-05-23", late));
    assert!(total(&bill, "2026-05-20", late) > total(&bill, "2025-05-21", late));
}
