package conformance

import (
	"encoding/json"
	"testing"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

func TestFindingsAreLinesOfALog(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frame := onlyFrame(t, g.frames(t, savedQuery("A", map[string]any{
		"mode": "sql", "format": "logs",
		"sql": "SELECT updated_at, title, severity, region FROM securityhub_findings ORDER BY updated_at DESC LIMIT 10",
	})))
	if frame.Meta.Type != data.FrameTypeLogLines || frame.Meta.PreferredVisualization != data.VisTypeLogs {
		t.Errorf("meta is %+v, want log-lines shown as logs", frame.Meta)
	}
	wantFields(t, frame, map[string]data.FieldType{
		"timestamp": data.FieldTypeTime,
		"body":      data.FieldTypeNullableString,
		"severity":  data.FieldTypeNullableString,
		"labels":    data.FieldTypeJSON,
	})
	var labels struct{ Severity, Region string }
	if err := json.Unmarshal(frame.Fields[3].At(0).(json.RawMessage), &labels); err != nil || labels.Region == "" {
		t.Errorf("labels %+v: %v", labels, err)
	}
}

func TestAnnotationsHaveTheFieldsGrafanaMaps(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frame := onlyFrame(t, g.frames(t, savedQuery("Anno", map[string]any{
		"mode": "sql", "queryType": "annotation", "titleColumn": "title", "tagColumns": []string{"severity"},
		"sql": "SELECT created_at, title, severity FROM securityhub_findings LIMIT 10",
	})))
	wantFields(t, frame, map[string]data.FieldType{
		"time":  data.FieldTypeTime,
		"title": data.FieldTypeNullableString,
		"text":  data.FieldTypeNullableString,
		"tags":  data.FieldTypeNullableJSON,
	})
}

func TestAVariablesValuesAreTexts(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frame := onlyFrame(t, g.frames(t, savedQuery("A", map[string]any{
		"mode": "sql", "queryType": "variable", "sql": "SELECT DISTINCT account_id FROM securityhub_findings",
	})))
	wantFields(t, frame, map[string]data.FieldType{"text": data.FieldTypeString, "value": data.FieldTypeString})
	if frame.Rows() < 2 {
		t.Errorf("%d accounts", frame.Rows())
	}
}

func TestFieldConfigIsReadAsGrafanaReadsIt(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	frame := onlyFrame(t, g.frames(t, sqlQuery("A", "SELECT id, severity FROM securityhub_findings LIMIT 1")))
	links, mappings := frame.Fields[0].Config.Links, frame.Fields[1].Config.Mappings
	if len(links) != 1 || !links[0].TargetBlank || links[0].URL == "" {
		t.Errorf("links of id: %+v", links)
	}
	if values, ok := mappings[0].(data.ValueMapper); !ok || values["CRITICAL"].Color != "dark-red" {
		t.Errorf("mappings of severity: %+v", mappings)
	}
}

func wantFields(t *testing.T, frame *data.Frame, want map[string]data.FieldType) {
	t.Helper()
	for _, field := range frame.Fields {
		if field.Type() != want[field.Name] {
			t.Errorf("field %s is %s, want %s", field.Name, field.Type(), want[field.Name])
		}
	}
	if len(frame.Fields) != len(want) {
		t.Errorf("%d fields, want %d", len(frame.Fields), len(want))
	}
}
