//! What the editors ask: the catalogue, values to filter by, and what is wrong with a statement.

use serde_json::{Value, json};

use crate::world::World;

impl World {
    /// Reads a resource: its code and its JSON.
    async fn read(&self, address: &str) -> (i32, Value) {
        let answer = self.plugin.resource(&self.data_source, address).await.unwrap();
        (answer.code, serde_json::from_slice(&answer.body).unwrap())
    }

    async fn check(&self, sql: &str) -> Value {
        let answer = self.plugin.post(&self.data_source, "validate", &json!({"sql": sql})).await.unwrap();
        assert_eq!(answer.code, 200);
        serde_json::from_slice(&answer.body).unwrap()
    }

    async fn aws_requests(&self) -> u64 {
        let metrics = self.plugin.metrics().await.unwrap();
        let counted = metrics.lines().filter(|line| line.starts_with("awsposture_aws_requests_total{"));
        counted.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
    }
}

#[tokio::test]
async fn the_catalogue_is_read_whole_or_table_by_table() {
    let world = World::sandbox().await;
    let (code, catalogue) = world.read("tables").await;
    assert_eq!(code, 200);
    let table = &catalogue["tables"][0];
    assert_eq!((&table["name"], &table["defaultTimeColumn"]), (&json!("securityhub_findings"), &json!("updated_at")));
    assert_eq!((&table["scope"], &table["changes"]), (&json!("region"), &json!("any time")));
    assert_eq!(table["pricePerRequestUsd"], 0.0);
    let severity = table["columns"].as_array().unwrap().iter().find(|column| column["name"] == "severity").unwrap();
    assert_eq!(severity["values"], json!(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"]));
    assert_eq!(severity["operators"][2], "in");
    assert_eq!(
        (&table["prefixColumns"][0]["name"], &table["prefixColumns"][0]["operators"][0]),
        (&json!("tag:"), &json!("="))
    );
    assert_eq!(world.read("columns?table=securityhub_findings").await, (200, table.clone()));
}

#[tokio::test]
async fn a_resource_that_is_not_there_names_those_that_are() {
    let world = World::sandbox().await;
    let rows = [
        (
            "nothing",
            404,
            "there is no resource \"nothing\"; there are: tables, columns, values, validate, filter-keys, filter-values",
        ),
        ("validate", 405, "validate is asked with POST"),
        ("columns?table=findings", 400, "there is no table \"findings\"; "),
        (
            "values?table=securityhub_findings&column=sevrity",
            400,
            "there is no column \"sevrity\" in securityhub_findings; did you mean severity",
        ),
        ("values?table=securityhub_findings&column=tag:", 400, "\"tag:\" names no tag"),
        ("filter-values?key=severity&tables=nowhere", 400, "there is no table \"nowhere\"; "),
    ];
    for (address, expected, message) in rows {
        let (code, body) = world.read(address).await;
        assert_eq!(code, expected, "{address}");
        assert!(body["message"].as_str().unwrap().starts_with(message), "{address}: {body}");
    }
    let answer = world.plugin.post(&world.data_source, "validate", &json!({"text": "SELECT 1"})).await.unwrap();
    assert_eq!(answer.code, 400);
    assert!(
        String::from_utf8_lossy(&answer.body).contains("validate takes {\\\"sql\\\": \\\"…\\\"}: missing field `sql`")
    );
}

fn values(answer: &Value) -> Vec<String> {
    answer["values"].as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn values_to_filter_by_cost_little() {
    let world = World::sandbox().await;
    // A fixed list costs nothing.
    let (_, severities) = world.read("values?table=securityhub_findings&column=severity&search=").await;
    assert_eq!(severities, json!({"values": ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"], "complete": true}));
    assert_eq!(
        world.read("values?table=securityhub_findings&column=updated_at").await.1,
        json!({"values": [], "complete": false})
    );
    assert_eq!(world.aws_requests().await, 0);
    // All 300 findings are three pages.
    let (_, products) = world.read("values?table=securityhub_findings&column=product_name").await;
    assert_eq!(products["complete"], true);
    let expected = world.sql("SELECT DISTINCT product_name FROM securityhub_findings ORDER BY 1").await.rows();
    assert_eq!(values(&products), expected);
    // AWS filters by a beginning, so that what was typed is found wherever it is.
    let (_, titles) = world.read("values?table=securityhub_findings&column=control_id&search=S3").await;
    assert!(!values(&titles).is_empty() && values(&titles).iter().all(|title| title.starts_with("S3.")), "{titles}");
    // Texts of lists are values of their own.
    let (_, types) = world.read("values?table=securityhub_findings&column=types").await;
    assert!(values(&types).iter().any(|value| value.contains("Vulnerabilities/CVE")), "{types}");
    let (_, teams) = world.read("values?table=securityhub_findings&column=tag%3Ateam").await;
    assert!(values(&teams).len() > 1, "{teams}");
    // Inspector's own counts name every account in one request.
    let before = world.aws_requests().await;
    let (_, accounts) = world.read("values?table=inspector_findings&column=account_id").await;
    assert_eq!(world.aws_requests().await - before, 1);
    let expected =
        world.sql("SELECT DISTINCT account_id FROM inspector_findings WHERE status = 'ACTIVE' ORDER BY 1").await;
    assert_eq!((values(&accounts), &accounts["complete"]), (expected.rows(), &json!(false)));
}

#[tokio::test]
async fn values_come_from_the_rows_that_have_some() {
    let world = World::sandbox().await;
    for question in [
        "table=inspector_finding_counts&column=package_name",
        "table=inspector_finding_counts&column=repository",
        "table=inspector_coverage_statistics&column=repository_name",
        "table=inspector_findings&column=package_name",
        "table=inspector_findings&column=vulnerability_id",
        "table=inspector_findings&column=repository_name",
    ] {
        let before = world.aws_requests().await;
        let (_, found) = world.read(&format!("values?{question}")).await;
        assert!(values(&found).len() > 1, "{question}: {found}");
        assert!(world.aws_requests().await - before <= 8, "{question}");
    }
}

#[tokio::test]
async fn values_of_a_large_table_are_read_in_part() {
    let world = World::with(json!({"sandbox": {"enabled": true, "findings": 3000, "throttle": "off"}})).await;
    let (_, titles) = world.read("values?table=securityhub_findings&column=resource_id").await;
    assert_eq!((titles["values"].as_array().unwrap().len(), &titles["complete"]), (200, &json!(false)));
    // Pages may be short, as AWS's are.
    assert!(world.aws_requests().await <= 7, "{}", world.aws_requests().await);
    // AWS cannot filter notes: what was typed does not make it read on.
    let (_, notes) = world.read("values?table=securityhub_findings&column=note&search=no+such").await;
    assert_eq!(notes, json!({"values": [], "complete": false}));
    assert!(world.aws_requests().await <= 14, "{}", world.aws_requests().await);
}

#[tokio::test]
async fn ad_hoc_filters_know_the_columns_of_all_tables() {
    let world = World::sandbox().await;
    let (_, keys) = world.read("filter-keys").await;
    let keys: Vec<&str> = keys["keys"].as_array().unwrap().iter().map(|key| key["key"].as_str().unwrap()).collect();
    assert_eq!((keys[0], keys.iter().filter(|key| **key == "severity").count()), ("account_id", 1));
    assert!(keys.contains(&"scan_status") && !keys.contains(&"resources"), "{keys:?}");
    let (_, both) = world
        .read("filter-values?key=severity&tables=securityhub_findings,inspector_findings,inspector_coverage")
        .await;
    assert_eq!(both["values"], json!(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNTRIAGED"]));
    // Without tables all that are known count, for they cost nothing.
    let (_, statuses) = world.read("filter-values?key=status").await;
    let statuses = statuses["values"].as_array().unwrap();
    assert!(statuses.contains(&json!("READY")) && statuses.contains(&json!("SUPPRESSED")), "{statuses:?}");
    let (_, regions) = world.read("filter-values?key=region").await;
    assert!(regions["values"].as_array().unwrap().contains(&json!("eu-west-1")), "{regions}");
    assert_eq!(world.read("filter-values?key=nothing").await, (200, json!({"values": [], "complete": true})));
}

#[tokio::test]
async fn a_statement_is_checked_without_asking_aws() {
    let world = World::sandbox().await;
    let valid = [
        "SELECT severity, count(*) FROM securityhub_findings WHERE $__timeFilter(updated_at) GROUP BY 1",
        "SELECT \"tag:team\", $__timeGroup(updated_at, 1d) AS t, count(*) FROM securityhub_findings GROUP BY 1, 2",
    ];
    for sql in valid {
        assert_eq!(world.check(sql).await, json!({"valid": true}), "{sql}");
    }
    let rows = [
        ("SELECT id\nFROM securityhub_findings\nWHERE )", "SQL syntax error at line 3, column 7", json!([3, 7])),
        ("SELECT id,\n  sevrity FROM securityhub_findings", "there is no column \"sevrity\"", json!([2, 3])),
        (
            "SELECT $__timeGroup(updated_at, 1d) AS t, sevrity\nFROM securityhub_findings",
            "there is no column \"sevrity\"",
            json!([1, 43]),
        ),
        ("SELECT 'sevrity' AS x, Sevrity FROM securityhub_findings", "there is no column \"sevrity\"", json!([1, 24])),
        ("SELECT 1\n  FROM nowhere", "there is no table \"nowhere\"", json!([2, 8])),
        (
            "SELECT id, nofunction(id) FROM securityhub_findings",
            "Error during planning: Invalid function 'nofunction'",
            json!([1, 12]),
        ),
        ("DROP TABLE securityhub_findings", "only SELECT can be run", json!([null, null])),
        ("SELECT $__nothing()", "there is no macro", json!([null, null])),
        ("", "", json!([null, null])),
    ];
    for (sql, message, place) in rows {
        let answer = world.check(sql).await;
        assert_eq!(
            (&answer["valid"], json!([answer["line"], answer["column"]])),
            (&json!(false), place),
            "{sql}: {answer}"
        );
        assert!(answer["message"].as_str().unwrap().starts_with(message), "{answer}");
    }
    assert_eq!(world.aws_requests().await, 0);
}

#[tokio::test]
async fn a_look_at_what_costs_money_suggests_nothing_and_sends_nothing() {
    let world = World::sandbox().await;
    let (status, body) = world.read("values?table=cost_daily&column=service").await;
    assert_eq!((status, &body["values"], &body["complete"]), (200, &json!([]), &json!(false)));
    let (_, table) = world.read("columns?table=cost_daily").await;
    let estimated = table["columns"].as_array().unwrap().iter().find(|column| column["name"] == "estimated").unwrap();
    assert_eq!(estimated["values"], json!(["true", "false"]));
    let prefixes = table["prefixColumns"].as_array().unwrap().iter().map(|column| column["name"].clone());
    assert_eq!(prefixes.collect::<Vec<_>>(), [json!("tag:"), json!("category:"), json!("account:")]);
    assert_eq!([&table["pricePerRequestUsd"], &table["keptForSeconds"]], [&json!(0.01), &json!(43_200)]);
}
