package conformance

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func TestListIsATableInTheOrderOfItsColumns(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frames := g.frames(t, sqlQuery("A",
		`SELECT title, account_id, region, severity, updated_at FROM securityhub_findings
		 WHERE severity = 'CRITICAL' ORDER BY updated_at DESC LIMIT 20`))

	frame := onlyFrame(t, frames)
	if frame.Meta == nil || frame.Meta.Type != data.FrameTypeTable {
		t.Errorf("meta is %+v, want type table", frame.Meta)
	}
	var names []string
	for _, field := range frame.Fields {
		names = append(names, field.Name)
	}
	if want := []string{"title", "account_id", "region", "severity", "updated_at"}; !slices.Equal(names, want) {
		t.Fatalf("fields %v, want %v", names, want)
	}
	if frame.Rows() == 0 || frame.Rows() > 20 {
		t.Errorf("%d rows, want 1 to 20", frame.Rows())
	}
	for row := range frame.Rows() {
		if severity, _ := frame.ConcreteAt(3, row); severity != "CRITICAL" {
			t.Errorf("row %d has severity %v", row, severity)
		}
	}
}

func TestEveryColumnReachesGrafanaInATypeItDecodes(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frame := onlyFrame(t, g.frames(t, sqlQuery("A", "SELECT * FROM securityhub_findings LIMIT 5")))
	if frame.Rows() != 5 || len(frame.Fields) < 30 {
		t.Errorf("%d rows of %d fields, want 5 rows of every column", frame.Rows(), len(frame.Fields))
	}
}

func TestListWithoutRowsKeepsItsFields(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frame := onlyFrame(t, g.frames(t, sqlQuery("A",
		"SELECT title, updated_at FROM securityhub_findings WHERE account_id = '000000000000'")))
	if frame.Rows() != 0 || len(frame.Fields) != 2 {
		t.Errorf("%d rows of %d fields, want 0 of 2", frame.Rows(), len(frame.Fields))
	}
}

func TestSandboxDataSaysSoOnEveryFrame(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frame := onlyFrame(t, g.frames(t, sqlQuery("A", countBySeverity)))
	meta, err := json.Marshal(frame.Meta)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.ToLower(string(meta)), "sandbox") {
		t.Errorf("neither a notice nor custom metadata names the sandbox: %s", meta)
	}
	if frame.Meta == nil || frame.Meta.ExecutedQueryString == "" {
		t.Error("the inspector shows no executed query")
	}
}

func onlyFrame(t *testing.T, frames data.Frames) *data.Frame {
	t.Helper()
	if len(frames) != 1 {
		t.Fatalf("%d frames, want 1", len(frames))
	}
	return frames[0]
}
