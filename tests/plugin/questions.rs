//! SQL and builder: the same question gives the same answer, and a wrong one says what is wrong.

use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn builder_and_sql_give_the_same_numbers() {
    let world = World::sandbox().await;
    let pairs = [
        (
            "SELECT severity, count(*) AS count FROM securityhub_findings WHERE $__timeFilter(updated_at) GROUP BY severity",
            json!({"groupBy": [{"column": "severity"}], "aggregates": [{"function": "count", "column": "*", "alias": "count"}],
                   "timeColumn": "updated_at"}),
        ),
        (
            "SELECT account_id, count(*) AS n FROM securityhub_findings WHERE severity IN ('HIGH','CRITICAL')
             AND workflow_status NOT IN ('RESOLVED') GROUP BY account_id ORDER BY n DESC, account_id LIMIT 3",
            json!({"groupBy": [{"column": "account_id"}], "aggregates": [{"function": "count", "alias": "n"}],
                   "filters": [{"column": "severity", "operator": "in", "values": ["HIGH", "CRITICAL"]},
                               {"column": "workflow_status", "operator": "!=", "values": ["RESOLVED"]}],
                   "orderBy": [{"column": "n", "descending": true}, {"column": "account_id"}], "limit": 3}),
        ),
        (
            "SELECT title, severity FROM securityhub_findings WHERE starts_with(title, 'S3') AND contains(title, 'public')
             AND array_has(types, 'x') ORDER BY title, severity",
            json!({"columns": ["title", "severity"],
                   "filters": [{"column": "title", "operator": "starts with", "values": ["S3"]},
                               {"column": "title", "operator": "contains", "values": ["public"]},
                               {"column": "types", "operator": "contains", "values": ["x"]}],
                   "orderBy": [{"column": "title"}, {"column": "severity"}]}),
        ),
        (
            "SELECT \"tag:team\", count(*) AS n FROM securityhub_findings WHERE \"tag:env\" = 'prod' GROUP BY 1 ORDER BY n DESC, 1",
            json!({"groupBy": [{"column": "tag:team"}], "aggregates": [{"function": "count", "alias": "n"}],
                   "filters": [{"column": "tag:env", "operator": "=", "values": ["prod"]}],
                   "orderBy": [{"column": "n", "descending": true}, {"column": "tag:team"}]}),
        ),
        (
            "SELECT count(DISTINCT account_id) AS a, max(severity_normalized) AS b, min(title) AS c FROM securityhub_findings
             WHERE severity_normalized >= 40 AND note IS NULL",
            json!({"aggregates": [{"function": "count_distinct", "column": "account_id", "alias": "a"},
                                  {"function": "max", "column": "severity_normalized", "alias": "b"},
                                  {"function": "min", "column": "title", "alias": "c"}],
                   "filters": [{"column": "severity_normalized", "operator": ">=", "values": [40]},
                               {"column": "note", "operator": "is null"}]}),
        ),
    ];
    for (sql, mut builder) in pairs {
        let members =
            json!({"schemaVersion": 1, "mode": "builder", "table": "securityhub_findings", "format": "table"});
        builder.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let by_sql = world.ask(json!({"schemaVersion": 1, "mode": "sql", "sql": sql, "format": "table"})).await;
        assert_eq!(world.ask(builder).await.rows(), by_sql.rows(), "{sql}");
    }
}

#[tokio::test]
async fn the_builders_sql_runs_as_sql() {
    let world = World::sandbox().await;
    let builder = json!({"schemaVersion": 1, "mode": "builder", "table": "securityhub_findings",
        "groupBy": [{"column": "severity"}, {"column": "created_at", "interval": "1w"}],
        "aggregates": [{"function": "count", "column": "*", "alias": "it's \"quoted\""}],
        "filters": [{"column": "title", "operator": "!=", "values": ["it's; DROP TABLE x --"]}],
        "timeColumn": "created_at", "format": "table", "zeroFill": false, "orderBy": [{"column": "created_at"}, {"column": "severity"}]});
    let answer = world.ask(builder).await;
    let sql = answer.frames[0].meta()["executedQueryString"].as_str().unwrap().to_owned();
    let again =
        world.ask(json!({"schemaVersion": 1, "mode": "sql", "sql": sql, "format": "table", "zeroFill": false})).await;
    assert_eq!(again.rows(), answer.rows(), "{sql}");
}

#[tokio::test]
async fn macros_follow_the_dashboards_range() {
    let world = World::sandbox().await;
    let all = world.sql("SELECT count(*) FROM securityhub_findings WHERE $__timeFilter(created_at)").await.rows();
    assert_eq!(all, ["300"]);
    let none = world.sql("SELECT count(*) FROM securityhub_findings WHERE created_at < $__timeFrom()").await.rows();
    assert_eq!(none, ["0"]);
    let sql = "SELECT sum(n) FROM (SELECT $__timeGroup(created_at, $__interval) AS time, count(*) AS n
               FROM securityhub_findings WHERE created_at BETWEEN $__timeFrom() AND $__timeTo() GROUP BY 1)";
    assert_eq!(world.sql(sql).await.rows(), ["300"]);
}

#[tokio::test]
async fn a_very_long_list_of_alternatives_is_answered() {
    let world = World::sandbox().await;
    let more: String = (0..900).map(|number| format!(" OR title LIKE '{number}%'")).collect();
    let sql = format!("SELECT count(*) FROM securityhub_findings WHERE title = 'none'{more}");
    assert_eq!(world.sql(&sql).await.rows(), ["0"]);
    // Some thousands would overflow the stack, which no task can survive.
    let too_many = world.sql(&format!("{sql}{more}")).await;
    assert!(
        too_many.error.starts_with("the statement has 1802 operators; at most 1000 are read."),
        "{}",
        too_many.error
    );
}

#[tokio::test]
async fn a_wrong_question_says_what_is_wrong() {
    let world = World::sandbox().await;
    let sql = |sql: &str| json!({"schemaVersion": 1, "mode": "sql", "sql": sql});
    let builder = |mut members: Value| {
        let more = json!({"schemaVersion": 1, "mode": "builder"});
        members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        members
    };
    let findings = "securityhub_findings";
    let rows = [
        (
            sql("SELECT sevrity FROM securityhub_findings"),
            "there is no column \"sevrity\" in securityhub_findings; did you mean severity",
        ),
        (
            sql("SELECT f.sevrity FROM securityhub_findings f"),
            "there is no column \"sevrity\" in securityhub_findings; did you mean severity",
        ),
        (
            sql("SELECT 1 FROM securityhub_finding"),
            "there is no table \"securityhub_finding\"; did you mean securityhub_findings?",
        ),
        (sql("SELECT id\nFROM securityhub_findings\nWHERE )"), "SQL syntax error at line 3, column 7: "),
        (
            sql("SELECT id FROM securityhub_findings WHERE $__timeFilter(updated_at) GROUP"),
            "SQL syntax error at line 1, column 69: ",
        ),
        (
            sql("SELECT id FROM securityhub_findings WHERE severity = 'SEVERE'"),
            "severity is never \"SEVERE\"; it is one of: CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL",
        ),
        (
            sql("SELECT count(*) FROM securityhub_findings WHERE severity IN ('HIGH', 'high')"),
            "severity is never \"high\"; it is one of: ",
        ),
        (
            sql("SELECT nofunction(id) FROM securityhub_findings"),
            "Error during planning: Invalid function 'nofunction'",
        ),
        (sql("SELECT 1 / 0 FROM securityhub_findings"), "Arrow error: Divide by zero"),
        (sql("SELECT id FROM securityhub_findings WHERE updated_at > 'yesterday'"), ""),
        (sql("DROP TABLE securityhub_findings"), "only SELECT can be run: this data source reads and never writes"),
        (sql("INSERT INTO securityhub_findings VALUES (1)"), "only SELECT can be run"),
        (sql("COPY securityhub_findings TO '/tmp/x.csv'"), "only SELECT can be run"),
        (sql("SET datafusion.execution.batch_size = 1"), "only SELECT can be run"),
        (sql("CREATE EXTERNAL TABLE x STORED AS CSV LOCATION '/etc/passwd'"), "only SELECT can be run"),
        (sql("EXPLAIN SELECT 1"), "only SELECT can be run"),
        (
            sql("SELECT \"tag:team\" FROM securityhub_controls"),
            "there is no column \"tag:team\" in securityhub_controls",
        ),
        (sql("SELECT \"tag:\" FROM securityhub_findings"), "Error during planning: \"tag:\" names no tag"),
        (
            builder(json!({"table": "securityhub_standards", "columns": ["tag:team"]})),
            "there is no column \"tag:team\" in securityhub_standards",
        ),
        (sql("SELECT 1; SELECT 2"), ""),
        (
            sql(&format!("SELECT '{}'", "x".repeat(200_000))),
            "the statement is 200009 characters long; at most 131072 are read",
        ),
        (sql("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r"), ""),
        (sql("SELECT repeat('x', 1000000000)"), "Error during planning: Invalid function 'repeat'"),
        (sql("SELECT array_repeat('x', 1000000000)"), "Error during planning: Invalid function 'array_repeat'"),
        (sql("SELECT levenshtein('a', 'b')"), "Error during planning: Invalid function 'levenshtein'"),
        (sql("SELECT count(*) FROM generate_series(1, 1000000000000)"), ""),
        (sql("SELECT * FROM '/etc/passwd'"), "there is no table \"/etc/passwd\""),
        (sql("SELECT * FROM information_schema.tables"), "there is no table \"tables\""),
        (
            builder(json!({"table": "securityhub_findngs"})),
            "there is no table \"securityhub_findngs\"; did you mean securityhub_findings?",
        ),
        (
            builder(json!({"table": findings, "columns": ["titel"]})),
            "there is no column \"titel\" in securityhub_findings; did you mean title",
        ),
        (
            builder(
                json!({"table": findings, "filters": [{"column": "severity", "operator": "like", "values": ["x"]}]}),
            ),
            "there is no operator \"like\" for severity (a column of type text); there are: =, !=, in, not in, is null, is not null",
        ),
        (
            builder(
                json!({"table": findings, "filters": [{"column": "severity", "operator": "=", "values": ["SEVERE"]}]}),
            ),
            "severity is never \"SEVERE\"",
        ),
        (
            builder(json!({"table": findings, "filters": [{"column": "severity", "operator": "=", "values": []}]})),
            "the filter severity = has no value",
        ),
        (
            builder(json!({"table": findings, "filters": [{"column": "types", "operator": "=", "values": ["x"]}]})),
            "there is no operator \"=\" for types (a column of type list); there are: contains, is null, is not null",
        ),
        (
            builder(
                json!({"table": findings, "filters": [{"column": "severity_normalized", "operator": ">", "values": ["high"]}]}),
            ),
            "severity_normalized is a number, and \"high\" is none",
        ),
        (
            builder(json!({"table": findings, "timeColumn": "title"})),
            "title is no time, so it cannot be the time column",
        ),
        (
            builder(json!({"table": findings, "groupBy": [{"column": "title", "interval": "1d"}]})),
            "title is no time, so it takes no interval",
        ),
        (
            builder(json!({"table": findings, "groupBy": [{"column": "created_at", "interval": "soon"}]})),
            "\"soon\" is not an interval",
        ),
        (
            builder(json!({"table": findings, "aggregates": [{"function": "sum", "column": "title"}]})),
            "sum takes columns of type number, and title is none",
        ),
        (
            builder(json!({"table": findings, "aggregates": [{"function": "median", "column": "title"}]})),
            "there is no aggregate \"median\"",
        ),
        (
            builder(json!({"table": findings, "columns": ["title"], "orderBy": [{"column": "severity"}]})),
            "there is no column \"severity\" in the result to order by",
        ),
    ];
    for (query, expected) in rows {
        let answer = world.ask(query.clone()).await;
        let (status, source, message) = answer.failure();
        assert_eq!((status, source), (400, "downstream"), "{query}: {message}");
        assert!(message.starts_with(expected), "{query}: {message}");
    }
}

#[tokio::test]
async fn sums_of_money_have_their_currency_as_unit_and_shares_have_none() {
    let world = World::sandbox().await;
    let sql = "SELECT service, sum(unblended_cost) AS usd, 2 * sum(unblended_cost) AS twice,
                      sum(unblended_cost) / nullif(sum(amortized_cost), 0) AS share
               FROM cost_monthly GROUP BY service ORDER BY usd DESC LIMIT 3";
    let answer = world.sql(sql).await;
    assert_eq!(answer.error, "");
    let unit = |field: usize| answer.frames[0].config(field)["unit"].clone();
    assert_eq!([unit(1), unit(2), unit(3)], [json!("currencyUSD"), json!("currencyUSD"), json!(null)]);
    assert_eq!(answer.frames[0].meta()["custom"]["spentUsd"], json!(0.01));
    // Again, and with other metrics: answered from before.
    let again = world.sql(&sql.replace("unblended_cost", "net_unblended_cost")).await;
    let custom = again.frames[0].meta()["custom"].clone();
    assert_eq!(
        [&custom["awsRequests"], &custom["keptAnswers"], &custom["spentUsd"]],
        [&json!(0), &json!(1), &json!(0.0)]
    );
    assert_eq!(custom["asked"], json!(["us-east-1"]));
}
