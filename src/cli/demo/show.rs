//! Prints one query's answer as a table.

use std::time::Duration;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};

use crate::cli::grafana::{Frame, FrameError};

/// The widest cell, in characters.
const WIDEST: usize = 60;

/// Prints an answer.
pub fn frames(frames: &[Frame], took: Duration, most: usize) {
    let rows: usize = frames.iter().map(|frame| frame.rows.num_rows()).sum();
    let meta = frames.first().map(Frame::meta).unwrap_or_default();
    let requests = meta["custom"]["awsRequests"].as_u64().unwrap_or_default();
    let kind = meta["type"].as_str().unwrap_or("no type").to_owned();
    match table(frames, most) {
        Ok(table) => println!("{table}"),
        Err(error) => println!("  {error}"),
    }
    println!("  {rows} rows in {} frames ({kind}), {} ms, {requests} AWS requests", frames.len(), took.as_millis());
}

fn table(frames: &[Frame], most: usize) -> Result<Table, FrameError> {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    let Some(first) = frames.first() else { return Ok(table) };
    let mut header: Vec<String> = first.schema.fields().iter().map(|field| field.name().clone()).collect();
    let series =
        frames.iter().any(|frame| (0..frame.schema.fields().len()).any(|field| !frame.labels(field).is_empty()));
    if series {
        header.push("labels".to_owned());
    }
    table.set_header(header);
    // Several series share the space: the latest points of each.
    let each = (most / frames.len()).max(1);
    for frame in frames {
        let count = frame.rows.num_rows();
        let from = if series { count.saturating_sub(each) } else { 0 };
        for row in from..count.min(from + each) {
            let mut cells = frame.cells(row)?;
            if series {
                cells.push(frame.labels(frame.schema.fields().len() - 1).to_owned());
            }
            table.add_row(cells.iter().map(|cell| printable(cell)));
        }
    }
    Ok(table)
}

/// AWS's text on a terminal: no control characters.
pub fn whole(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

/// AWS's text in a cell: no control characters, not too long.
fn printable(text: &str) -> String {
    let mut shown: String = whole(text).chars().take(WIDEST).collect();
    if text.chars().count() > WIDEST {
        shown.push('…');
    }
    shown
}
