//! `pluginv2.Resource`: what the query editor asks. `GET tables` is the catalogue.

use std::collections::HashMap;

use futures::stream::{self, BoxStream};
use grafana_plugin_sdk::pluginv2::resource_server::Resource;
use grafana_plugin_sdk::pluginv2::{CallResourceRequest, CallResourceResponse, StringList};
use serde_json::{Value, json};
use tonic::{Request, Response, Status};

use crate::query::{AGGREGATES, operators};
use crate::tables::tags::PREFIX;
use crate::tables::{CATALOGUE, Column, Table};

/// What the query editor asks.
#[derive(Debug)]
pub struct EditorResources;

#[tonic::async_trait]
impl Resource for EditorResources {
    type CallResourceStream = BoxStream<'static, Result<CallResourceResponse, Status>>;

    async fn call_resource(
        &self,
        request: Request<CallResourceRequest>,
    ) -> Result<Response<Self::CallResourceStream>, Status> {
        let request = request.into_inner();
        let (code, body) = match (request.method.as_str(), request.path.trim_matches('/')) {
            ("GET", "tables") => (200, catalogue()),
            (_, "tables") => (405, json!({"message": "tables is read with GET"})),
            (_, path) => (404, json!({"message": format!("there is no resource \"{path}\"; there is: tables")})),
        };
        let answer = CallResourceResponse {
            code,
            headers: HashMap::from([(
                "Content-Type".to_owned(),
                StringList { values: vec!["application/json".to_owned()] },
            )]),
            body: body.to_string().into(),
        };
        Ok(Response::new(Box::pin(stream::once(async { Ok(answer) }))))
    }
}

/// The catalogue as the editor reads it; no table, column or operator is written in TypeScript.
fn catalogue() -> Value {
    let aggregates = AGGREGATES.iter().map(|(function, types)| json!({"function": function, "types": types}));
    json!({
        "tables": CATALOGUE.iter().map(|table| of_table(*table)).collect::<Vec<_>>(),
        "aggregates": aggregates.collect::<Vec<_>>(),
    })
}

fn of_table(table: &dyn Table) -> Value {
    json!({
        "name": table.name(),
        "description": table.about().description,
        "service": table.about().service,
        "defaultTimeColumn": table.about().default_time_column,
        // What a column of a tag is like; its name is the prefix and a key that people type.
        "tagColumn": (!table.about().tag_members.is_empty()).then(|| of_column(&Column::tag(PREFIX, table.about().tag_members))),
        "columns": table.columns().iter().map(of_column).collect::<Vec<_>>(),
    })
}

fn of_column(column: &Column) -> Value {
    json!({
        "name": column.name,
        "type": column.kind,
        "description": column.description,
        "unit": column.unit,
        "values": column.values,
        "operators": operators(column),
    })
}
