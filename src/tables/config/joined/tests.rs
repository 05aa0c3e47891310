use datafusion::arrow::util::pretty::pretty_format_batches;

use super::*;
use crate::aws::{Caller, Connection, Settings};
use crate::sandbox::Parameters;
use crate::tables::listing::Paging;
use crate::tables::rows::PageReader;

/// Pages of AWS's answers.
#[derive(Debug)]
struct Answers(Vec<String>);

impl Fetch for Answers {
    fn fetch(&self, shape: RowShape, _: Arc<Request>) -> BoxStream<'static, Result<RecordBatch>> {
        let paging = Paging { list: "Rows", token: None, left_out: None, always: None, size: 9 };
        let reader = PageReader::new(paging, &shape.columns, &[]);
        let pages: Vec<_> = self.0.iter().map(|page| Ok(reader.read(page.as_bytes()).unwrap().batch)).collect();
        stream::iter(pages).boxed()
    }
}

const COLOUR: &[Column] = &[Column::text("colour", "Colour", ""), Column::list("asked", "Asked[]", "")];
const SIZE: &[Column] = &[Column::number("size", "Size", "")];

static BESIDE: &[Beside] = &[
    Beside { columns: COLOUR, member: "Name", by: By::Name { member: "Of", most: 2, ask: colours } },
    Beside {
        columns: SIZE,
        member: "Owner",
        by: By::Lack(|| Box::new(Answers(vec![r#"{"Rows":[{"Size":7}]}"#.to_owned()]))),
    },
];

/// Knows all names but `b`, and says what it was asked for at once; the rows are in no order of the names.
fn colours(names: Vec<String>) -> Box<dyn Fetch> {
    let row = |name: &String| serde_json::json!({"Of": name, "Colour": format!("{name}'s"), "Asked": names});
    let rows: Vec<_> = names.iter().rev().filter(|name| *name != "b").map(row).collect();
    Box::new(Answers(vec![serde_json::json!({"Rows": rows}).to_string()]))
}

async fn shown(columns: &[Column], pages: &[&str]) -> Vec<String> {
    let connection = Connection::open(Settings::sandbox("us-east-1", Parameters::default()), Arc::default()).await;
    let request = Arc::new(Request::new(Arc::new(connection.unwrap()), Caller::Panel));
    let first = Arc::new(Answers(pages.iter().map(|page| (*page).to_owned()).collect()));
    let shape = RowShape::all(Arc::from(columns));
    let batches = Joined { first, beside: BESIDE }.fetch(shape, request).try_collect::<Vec<_>>().await.unwrap();
    let shown = pretty_format_batches(&batches).unwrap().to_string();
    let rows = shown.lines().filter(|line| line.starts_with('|'));
    rows.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

const NAME: Column = Column::text("name", "Name", "");
const FOUR: &str = r#"{"Rows":[{"Name":"a","Owner":"x"},{"Name":"b"},{"Name":"c"},{"Owner":"x"}]}"#;

#[tokio::test]
async fn what_others_say_stands_beside_the_row_it_belongs_to() {
    let columns = [SIZE[0], COLOUR[0], NAME, COLOUR[1]];
    let expected = [
        "| size | colour | name | asked |",
        "| | a's | a | [a, b] |",
        "| 7.0 | | b | |",
        "| 7.0 | c's | c | [c] |",
        "| | | | |",
    ];
    assert_eq!(shown(&columns, &[FOUR]).await, expected);
}

#[tokio::test]
async fn each_page_asks_for_its_own_rows() {
    let pages = [r#"{"Rows":[{"Name":"a"}]}"#, r#"{"Rows":[{"Name":"c"},{"Name":"d"}]}"#];
    let expected = ["| asked |", "| [a] |", "| [c, d] |", "| [c, d] |"];
    assert_eq!(shown(&COLOUR[1..], &pages).await, expected);
}

#[tokio::test]
async fn where_others_say_nothing_there_are_nulls_and_all_rows() {
    let owned = r#"{"Rows":[{"Name":"b","Owner":"x"},{"Name":"b","Owner":"y"}]}"#;
    assert_eq!(shown(&[COLOUR[0], SIZE[0]], &[owned]).await, ["| colour | size |", "| | |", "| | |"]);
    assert_eq!(shown(&[NAME], &[FOUR]).await.len(), 5);
}
