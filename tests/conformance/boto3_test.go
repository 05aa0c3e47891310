package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"testing"
	"time"
)

// What boto3, AWS's own client, counted page by page at an address. tests/sandbox_boto3/counts.py writes it.
type counted struct {
	Endpoint string             `json:"endpoint"`
	FromMS   int64              `json:"fromMs"`
	ToMS     int64              `json:"toMs"`
	Counts   map[string]float64 `json:"counts"`
	// Resources that Inspector does not scan, by account.
	Uncovered map[string]float64 `json:"uncovered"`
	// What each account paid between two days, in cents.
	PaidCents map[string]float64 `json:"paidCents"`
	PaidFrom  string             `json:"paidFrom"`
	PaidTo    string             `json:"paidTo"`
}

func TestCountsInSQLAndBuilderEqualBoto3(t *testing.T) {
	want, g := askedLikeBoto3(t)
	sql := sqlQuery("A", "SELECT severity, count(*) FROM securityhub_findings WHERE $__timeFilter(updated_at) GROUP BY severity")
	builder := savedQuery("A", map[string]any{
		"mode":       "builder",
		"table":      "securityhub_findings",
		"groupBy":    []any{map[string]any{"column": "severity"}},
		"aggregates": []any{map[string]any{"function": "count", "column": "*", "alias": "count"}},
		"timeColumn": "updated_at",
	})
	for name, query := range map[string]query{"SQL": sql, "builder": builder} {
		if got := countsBySeverity(t, g.frames(t, query)); !maps.Equal(got, want.Counts) {
			t.Errorf("%s counted %v, boto3 %v", name, got, want.Counts)
		}
	}
}

func TestCoverageStatisticsEqualBoto3(t *testing.T) {
	want, g := askedLikeBoto3(t)
	got := countsBy(t, "account_id", g.frames(t, sqlQuery("A", "SELECT account_id, sum(resource_count) FROM inspector_coverage_statistics "+
		"WHERE group_by = 'ACCOUNT_ID' AND scan_status = 'INACTIVE' GROUP BY account_id")))
	if len(got) == 0 || !maps.Equal(got, want.Uncovered) {
		t.Errorf("counted %v, boto3 %v", got, want.Uncovered)
	}
}

func TestCostsEqualBoto3(t *testing.T) {
	want, g := askedLikeBoto3(t)
	for _, table := range []string{"cost_monthly", "cost_daily"} {
		got := countsBy(t, "account_id", g.frames(t, sqlQuery("A", fmt.Sprintf("SELECT account_id, round(CAST(100 * sum(unblended_cost) AS DOUBLE)) AS cents "+
			"FROM %s WHERE period_start >= '%sT00:00:00Z' AND period_start < '%sT00:00:00Z' GROUP BY account_id", table, want.PaidFrom, want.PaidTo))))
		if len(got) == 0 || !maps.Equal(got, want.PaidCents) {
			t.Errorf("%s: paid %v, boto3 %v", table, got, want.PaidCents)
		}
	}
}

// What boto3 counted, and the plugin that asks at the same address.
func askedLikeBoto3(t *testing.T) (counted, *grafana) {
	t.Helper()
	text := os.Getenv("BOTO3_COUNTED")
	if text == "" {
		t.Skip("BOTO3_COUNTED is not set: run tests/sandbox_boto3/counts.py, which counts with boto3")
	}
	want := counted{}
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatalf("BOTO3_COUNTED is not what counts.py writes: %v", err)
	}
	g := startPlugin(t, fmt.Sprintf(`{"authType":"keys","defaultRegion":"us-east-1","endpoint":%q}`, want.Endpoint),
		map[string]string{"accessKey": "AKIDSANDBOX", "secretKey": "secret"})
	g.from, g.to = time.UnixMilli(want.FromMS), time.UnixMilli(want.ToMS)
	return want, g
}
