package conformance

import (
	"maps"
	"testing"

	"github.com/grafana/dataplane/sdata/numeric"
	"github.com/grafana/dataplane/sdata/reader"
	"github.com/grafana/dataplane/sdata/timeseries"
	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// Alerting reads a frame by its dataplane kind. These tests ask the readers that alerting uses, never the bytes.

const countBySeverity = "SELECT severity, count(*) AS count FROM securityhub_findings GROUP BY severity"

var severities = []string{"CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"}

func TestCountsBySeverityAreOneAlertInstanceEach(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	counts := countsBySeverity(t, g.frames(t, sqlQuery("A", countBySeverity)))

	var total float64
	for _, severity := range severities {
		count, present := counts[severity]
		if !present {
			t.Errorf("no instance for severity %s: %v", severity, counts)
		}
		total += count
	}
	// Imported findings may have a number for their severity and no label.
	total += counts[""]
	if len(counts) != len(severities)+1 || total != 500 {
		t.Errorf("got %v: %v findings in all; want the five severities, none, and 500", counts, total)
	}
}

func TestSeverityWithoutFindingsIsZeroNotMissing(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	counts := countsBySeverity(t, g.frames(t, sqlQuery("A",
		"SELECT severity, count(*) AS count FROM securityhub_findings WHERE account_id = '000000000000' GROUP BY severity")))

	want := map[string]float64{}
	for _, severity := range severities {
		want[severity] = 0
	}
	if !maps.Equal(counts, want) {
		t.Errorf("got %v, want %v", counts, want)
	}
}

func TestFilteredSeveritiesAreTheOnlyInstances(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	counts := countsBySeverity(t, g.frames(t, sqlQuery("A",
		`SELECT severity, count(*) AS count FROM securityhub_findings
		 WHERE severity IN ('CRITICAL', 'HIGH') AND workflow_status = 'NEW' AND workflow_status = 'RESOLVED' GROUP BY severity`)))

	if want := map[string]float64{"CRITICAL": 0, "HIGH": 0}; !maps.Equal(counts, want) {
		t.Errorf("got %v, want %v", counts, want)
	}
}

func TestBuilderCountsAsSQLDoes(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	builder := savedQuery("A", map[string]any{
		"mode":       "builder",
		"table":      "securityhub_findings",
		"columns":    []string{},
		"filters":    []any{},
		"groupBy":    []any{map[string]any{"column": "severity"}},
		"aggregates": []any{map[string]any{"function": "count", "column": "*", "alias": "count"}},
		"orderBy":    []any{},
		"timeColumn": nil,
	})

	fromBuilder := countsBySeverity(t, g.frames(t, builder))
	fromSQL := countsBySeverity(t, g.frames(t, sqlQuery("A", countBySeverity)))
	if !maps.Equal(fromBuilder, fromSQL) {
		t.Errorf("builder %v, SQL %v", fromBuilder, fromSQL)
	}
}

func TestFindingsOverTimeAreOneLabelledSeriesPerSeverity(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frames := g.frames(t, sqlQuery("A",
		`SELECT $__timeGroup(created_at, 1d) AS time, severity, count(*) AS count FROM securityhub_findings
		 WHERE $__timeFilter(created_at) GROUP BY 1, 2`))

	kind, err := reader.CanReadBasedOnMeta(frames)
	if err != nil || kind != data.FrameTypeTimeSeriesMulti {
		t.Fatalf("classified as %q: %v", kind, err)
	}
	series, err := timeseries.CollectionReaderFromFrames(frames)
	if err != nil {
		t.Fatal(err)
	}
	collection, err := series.GetCollection(true) // true: times sorted, labels unique.
	if err != nil {
		t.Fatal(err)
	}
	if collection.Warning != nil || len(collection.RemainderIndices) > 0 || len(collection.Refs) == 0 {
		t.Fatalf("warning %v, ignored fields %v, %d series", collection.Warning, collection.RemainderIndices, len(collection.Refs))
	}
	for _, ref := range collection.Refs {
		if _, labelled := ref.GetLabels()["severity"]; !labelled || ref.GetMetricName() != "count" {
			t.Errorf("series %q has labels %v", ref.GetMetricName(), ref.GetLabels())
		}
	}
}

// countsBySeverity reads a numeric-long answer as alerting does: one value per label set.
func countsBySeverity(t *testing.T, frames data.Frames) map[string]float64 {
	t.Helper()
	return countsBy(t, "severity", frames)
}

func countsBy(t *testing.T, label string, frames data.Frames) map[string]float64 {
	t.Helper()
	kind, err := reader.CanReadBasedOnMeta(frames)
	if err != nil || kind != data.FrameTypeNumericLong {
		t.Fatalf("classified as %q: %v", kind, err)
	}
	numbers, err := numeric.CollectionReaderFromFrames(frames)
	if err != nil {
		t.Fatal(err)
	}
	collection, err := numbers.GetCollection(false) // true is not implemented for this kind.
	if err != nil || collection.Warning != nil {
		t.Fatalf("unreadable: %v, warning: %v", err, collection.Warning)
	}
	counts := map[string]float64{}
	for _, ref := range collection.Refs {
		value, empty, err := ref.NullableFloat64Value()
		if err != nil || empty || value == nil {
			t.Fatalf("instance %v has no value: %v", ref.GetLabels(), err)
		}
		group := ref.GetLabels()[label]
		if _, twice := counts[group]; twice || len(ref.GetLabels()) != 1 {
			t.Fatalf("labels %v are not exactly one %s, once", ref.GetLabels(), label)
		}
		counts[group] = *value
	}
	return counts
}
