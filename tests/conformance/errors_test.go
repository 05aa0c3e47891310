package conformance

import (
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// A dashboard sends many queries in one request: each answers for itself, a panic included.
// The SQL text awsposture:panic panics on purpose, in debug builds only: a release build fails this test.
func TestEachQueryAnswersForItself(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	responses := g.ask(t,
		query{refID: "malformed", json: `{"refId":"malformed","schemaVersion":1,"mode":`},
		sqlQuery("unknown", "SELECT count(*) AS count FROM no_such_table"),
		sqlQuery("panic", "awsposture:panic"),
		sqlQuery("good", countBySeverity),
	)

	expectError(t, responses["malformed"], "malformed", 400, "downstream")
	expectError(t, responses["unknown"], "unknown", 400, "downstream")
	expectError(t, responses["panic"], "panic", 500, "plugin")
	countsBySeverity(t, decode(t, "good", responses["good"]))
	if len(responses) != 4 {
		t.Errorf("%d responses to 4 queries", len(responses))
	}

	// The process outlives the panic.
	countsBySeverity(t, g.frames(t, sqlQuery("A", countBySeverity)))
}

func TestStatementsThatAreNotReadOnlyAreRefused(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	for name, sql := range map[string]string{
		"create table":  "CREATE TABLE t AS SELECT 1",
		"external file": "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '/etc/passwd'",
		"file as table": "SELECT * FROM '/etc/passwd'",
		"copy to file":  "COPY (SELECT 1) TO '/tmp/awsposture-conformance.csv'",
		"delete":        "DELETE FROM securityhub_findings",
		"set":           "SET datafusion.execution.batch_size = 1",
		"two at once":   "SELECT 1; DROP TABLE securityhub_findings",
	} {
		t.Run(name, func(t *testing.T) {
			expectError(t, g.ask(t, sqlQuery("A", sql))["A"], "A", 400, "downstream")
		})
	}
}

func expectError(t *testing.T, response *pluginv2.DataResponse, refID string, status int32, source string) {
	t.Helper()
	if response == nil {
		t.Errorf("refId %s has no response", refID)
		return
	}
	if response.Error == "" || response.Status != status || response.ErrorSource != source {
		t.Errorf("refId %s: error %q, status %d, source %q; want an error, status %d, source %q",
			refID, response.Error, response.Status, response.ErrorSource, status, source)
	}
}
