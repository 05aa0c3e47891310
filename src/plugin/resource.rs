//! `pluginv2.Resource`: what the editors and the dashboard's filters ask.
//!
//! `GET tables` is the catalogue and `GET columns?table=` one table of it; `GET values?table=&column=&search=` are values
//! to filter by; `POST validate` says what is wrong with a statement and where; `GET filter-keys` and
//! `GET filter-values?key=&tables=&search=` are for ad hoc filters; `POST check-costs` asks Cost Explorer once, for an
//! administrator. Only values ask AWS, and little, and that check.

mod catalogue;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, BoxStream};
use grafana_plugin_sdk::pluginv2::resource_server::Resource;
use grafana_plugin_sdk::pluginv2::{CallResourceRequest, CallResourceResponse, PluginContext, StringList};
use serde::Deserialize;
use serde_json::{Value, json};
use tonic::{Request, Response, Status};

use super::answer::Answering;
use super::failure::Failure;
use super::instances::Instances;
use crate::engine::Suggestions;
use crate::query::{QueryError, Wrong};
use crate::tables::{self, CATALOGUE, Column, Table};
use catalogue::{catalogue, filter_keys, of_table};

/// The longest that values are waited for.
const LIMIT: Duration = Duration::from_secs(15);
/// The most tables that values of an ad hoc filter are taken from.
const MOST_TABLES: usize = 3;

/// What the editors ask.
pub struct EditorResources {
    /// How AWS is asked.
    pub answering: Arc<Answering>,
    /// Where data sources come from.
    pub instances: Arc<Instances>,
}

#[tonic::async_trait]
impl Resource for EditorResources {
    type CallResourceStream = BoxStream<'static, Result<CallResourceResponse, Status>>;

    async fn call_resource(
        &self,
        request: Request<CallResourceRequest>,
    ) -> Result<Response<Self::CallResourceStream>, Status> {
        let (code, body) = match self.answer(request.into_inner()).await {
            Ok(body) => (200, body),
            Err(Failure { status, message, .. }) => (i32::from(status), json!({"message": message})),
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

/// Who may ask.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Who may query the data source.
    Anyone,
    /// Who has the role Admin in the organisation: what costs money beside any dashboard.
    Admins,
}

/// The routes with their methods, and who may ask them.
const ROUTES: [(&str, &str, Who); 7] = [
    ("tables", "GET", Who::Anyone),
    ("columns", "GET", Who::Anyone),
    ("values", "GET", Who::Anyone),
    ("validate", "POST", Who::Anyone),
    ("filter-keys", "GET", Who::Anyone),
    ("filter-values", "GET", Who::Anyone),
    ("check-costs", "POST", Who::Admins),
];

impl EditorResources {
    async fn answer(&self, request: CallResourceRequest) -> Result<Value, Failure> {
        let path = request.path.trim_matches('/');
        let Some((route, method, who)) = ROUTES.into_iter().find(|(route, ..)| *route == path) else {
            let there = ROUTES.map(|(route, ..)| route).join(", ");
            return Err(Failure::resource(404, format!("there is no resource \"{path}\"; there are: {there}")));
        };
        if request.method != method {
            return Err(Failure::resource(405, format!("{route} is asked with {method}")));
        }
        if who == Who::Admins && !is_admin(request.plugin_context.as_ref()) {
            let text =
                format!("{route} needs the role Admin in this Grafana organisation. Ask an administrator for it.");
            return Err(Failure::resource(403, text));
        }
        let asked = Parameters::of(&request.url);
        match route {
            "tables" => Ok(catalogue()),
            "columns" => Ok(of_table(asked.table()?)),
            "values" => {
                let table = asked.table()?;
                let column = asked.column_of(table)?;
                let found = self.values(&request, &[(table, column)], asked.get("search")).await?;
                Ok(said(&found))
            }
            "validate" => self.validate(&request.body).await,
            "filter-keys" => Ok(filter_keys()),
            "check-costs" => {
                let source = self.instances.source(request.plugin_context.as_ref()).await?;
                let usd = self.answering.check_costs(source, LIMIT).await?;
                let message = format!("Cost Explorer can be read. This check cost {usd:.2} USD.");
                Ok(json!({"message": message, "spentUsd": usd}))
            }
            _ => {
                let columns = asked.filter_columns()?;
                let found = self.values(&request, &columns, asked.get("search")).await?;
                Ok(said(&found))
            }
        }
    }

    /// Values of columns, one table after the other: each shares AWS's rates with the panels.
    async fn values(
        &self,
        request: &CallResourceRequest,
        columns: &[(&'static dyn Table, Column)],
        beginning: &str,
    ) -> Result<Suggestions, Failure> {
        let source = self.instances.source(request.plugin_context.as_ref()).await?;
        let mut all = Suggestions { values: Vec::new(), complete: true };
        for (table, column) in columns {
            let asking = self.answering.suggestions(Arc::clone(&source), *table, *column, beginning.to_owned(), LIMIT);
            let found = asking.await?;
            all.complete &= found.complete;
            all.values.extend(found.values.into_iter().filter(|value| !all.values.contains(value)).collect::<Vec<_>>());
        }
        Ok(all)
    }

    async fn validate(&self, body: &[u8]) -> Result<Value, Failure> {
        #[derive(Deserialize)]
        struct Statement {
            sql: String,
        }
        let Statement { sql } = serde_json::from_slice(body)
            .map_err(|error| Failure::resource(400, format!("validate takes {{\"sql\": \"…\"}}: {error}")))?;
        Ok(match self.answering.check(sql, LIMIT).await? {
            Ok(()) => json!({"valid": true}),
            Err(Wrong { message, at }) => {
                json!({"valid": false, "message": message, "line": at.map(|at| at.0), "column": at.map(|at| at.1)})
            }
        })
    }
}

/// Whether Grafana says that an administrator asks; who is not named is none.
fn is_admin(context: Option<&PluginContext>) -> bool {
    context.and_then(|context| context.user.as_ref()).is_some_and(|user| user.role == "Admin")
}

/// What stands behind a route's question mark.
struct Parameters(HashMap<String, String>);

impl Parameters {
    fn of(url: &str) -> Self {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn table(&self) -> Result<&'static dyn Table, Failure> {
        find(self.get("table"))
    }

    fn column_of(&self, table: &'static dyn Table) -> Result<Column, Failure> {
        let name = self.get("column");
        tables::column_of(table, name).map_err(QueryError::invalid)?.ok_or_else(|| {
            let known = table.columns().iter().map(|column| column.name);
            QueryError::unknown("column", name, format!(" in {}", table.name()), known).into()
        })
    }

    /// The columns an ad hoc filter is about: those of the tables asked; else all with a fixed list, which cost nothing, or
    /// the first that has it.
    fn filter_columns(&self) -> Result<Vec<(&'static dyn Table, Column)>, Failure> {
        let key = self.get("key");
        let asked = self.get("tables").split(',').filter(|name| !name.is_empty());
        let asked = asked.map(find).collect::<Result<Vec<_>, _>>()?;
        let is_open = asked.is_empty();
        let asked = if is_open { CATALOGUE.to_vec() } else { asked };
        let having = asked.into_iter().filter_map(|table| {
            let column = tables::column_of(table, key).map_err(QueryError::invalid).transpose()?;
            Some(column.map(|column| (table, column)))
        });
        let mut columns = having.collect::<Result<Vec<_>, _>>()?;
        if is_open && columns.iter().any(|(_, column)| column.values.is_some()) {
            columns.retain(|(_, column)| column.values.is_some());
        } else {
            columns.truncate(if is_open { 1 } else { MOST_TABLES });
        }
        Ok(columns)
    }
}

fn find(name: &str) -> Result<&'static dyn Table, Failure> {
    tables::find(name)
        .ok_or_else(|| QueryError::unknown("table", name, "", CATALOGUE.iter().map(|table| table.name())).into())
}

fn said(found: &Suggestions) -> Value {
    json!({"values": found.values, "complete": found.complete})
}
