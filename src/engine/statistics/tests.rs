use crate::engine::tests::World;

/// A statement with its condition on the status in a form that nobody but the engine can evaluate.
fn counted_here(sql: &str) -> String {
    sql.replace("status = 'ACTIVE'", "substr(status, 1) = 'ACTIVE'")
}

#[tokio::test]
async fn open_findings_by_severity_cost_one_request() {
    let world = World::of(2_000).await;
    let sql = "SELECT severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY severity";
    let (rows, requests) = world.rows(sql).await;
    assert_eq!((rows.len(), requests), (6, 1), "{rows:?}");
    let (scanned, many) = world.rows(&counted_here(sql)).await;
    assert_eq!(rows, scanned);
    assert!(many > 3, "{many} requests");
}

#[tokio::test]
async fn awss_counts_are_those_of_a_scan() {
    let world = World::of(2_000).await;
    let statements = [
        "SELECT count(*) AS n FROM inspector_findings WHERE status = 'ACTIVE'",
        "SELECT account_id, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1 ORDER BY 1",
        "SELECT severity, account_id, count(1) AS n FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT type, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY type ORDER BY type",
        "SELECT type, severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1, 2 ORDER BY 1, 2",
        "SELECT title, count(*) AS n FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY title ORDER BY n DESC, title LIMIT 7",
        "SELECT title, severity, count(*) AS n FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 7",
        "SELECT severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' AND severity IN ('CRITICAL', 'LOW') GROUP BY 1",
        "SELECT severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' AND account_id = '111122223333' GROUP BY 1",
        "SELECT severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' AND type = 'PACKAGE_VULNERABILITY' GROUP BY 1",
        "SELECT count(*) AS n FROM inspector_findings WHERE status = 'ACTIVE' AND account_id = '999999999999'",
        "SELECT severity, count(*) * 2 AS twice FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1 HAVING count(*) > 1 ORDER BY 1",
        "SELECT a.account_id, a.n FROM (SELECT account_id, count(*) AS n FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1) a
         JOIN (SELECT DISTINCT account_id FROM inspector_coverage) c ON a.account_id = c.account_id ORDER BY 1",
    ];
    for sql in statements {
        let plan = world.answer(sql).await.0.plan;
        assert!(plan.contains("counts of open findings by"), "{sql}: {plan}");
        assert_eq!(world.rows(sql).await.0, world.rows(&counted_here(sql)).await.0, "{sql}");
    }
}

#[tokio::test]
async fn what_awss_counts_do_not_say_is_scanned() {
    let world = World::of(200).await;
    let statements = [
        "SELECT severity, count(*) FROM inspector_findings GROUP BY severity",
        "SELECT severity, count(*) FROM inspector_findings WHERE status IN ('ACTIVE', 'CLOSED') GROUP BY severity",
        "SELECT severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' AND last_observed_at > now() GROUP BY severity",
        "SELECT severity, count(*) FROM inspector_findings WHERE status = 'ACTIVE' AND title LIKE 'CVE%' GROUP BY severity",
        "SELECT resource_type, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY resource_type",
        "SELECT title, type, count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY title, type",
        "SELECT severity, count(DISTINCT title) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY severity",
        "SELECT severity, count(vulnerability_id) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY severity",
        "SELECT severity, count(*) FILTER (WHERE epss > 0.5) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY severity",
        "SELECT severity, count(*), max(epss) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY severity",
        "SELECT upper(severity), count(*) FROM inspector_findings WHERE status = 'ACTIVE' GROUP BY 1",
        "SELECT severity, count(*) FROM securityhub_findings WHERE record_state = 'ACTIVE' GROUP BY severity",
    ];
    for sql in statements {
        let plan = world.answer(sql).await.0.plan;
        assert!(!plan.contains("counts of open findings by"), "{sql}: {plan}");
    }
}
