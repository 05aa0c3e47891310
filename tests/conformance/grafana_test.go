// Package conformance starts the plugin's executable the way Grafana does and judges its answers with the libraries
// Grafana itself uses: hashicorp/go-plugin for the process, grafana-plugin-sdk-go for the wire and the frames,
// dataplane/sdata for what alerting makes of a frame.
//
// This file plays Grafana. The other files are named after what users rely on. The executable is PLUGIN_BINARY, or
// target/debug/gpx_awsposture; a missing one fails the tests, it never skips them.
package conformance

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/data"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
)

const pluginID = "bulwark-awsposture-datasource"

// sandboxSettings is the jsonData of a data source over 500 simulated findings: no network, no throttling.
const sandboxSettings = `{"sandbox":{"enabled":true,"seed":1,"findings":500,"throttle":"off"}}`

// requestTimeout is what Grafana gives an alert query; a debug build of the plugin has to keep to it as well.
const requestTimeout = 30 * time.Second

// grafana is one running plugin process with the connections Grafana opens to it.
type grafana struct {
	process     *exec.Cmd
	client      *goplugin.Client
	data        grpcplugin.DataClient
	diagnostics grpcplugin.DiagnosticsClient
	settings    *pluginv2.DataSourceInstanceSettings
	// The dashboard's time range.
	from, to time.Time
}

// startPlugin starts the executable and dispenses its services; the process ends with the test.
func startPlugin(t *testing.T, jsonData string, secure map[string]string) *grafana {
	t.Helper()
	process := exec.Command(pluginBinary(t))
	process.Env = pluginEnvironment(t)
	client := goplugin.NewClient(&goplugin.ClientConfig{
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		VersionedPlugins: map[int]goplugin.PluginSet{
			grpcplugin.ProtocolVersion: {
				"diagnostics": &grpcplugin.DiagnosticsGRPCPlugin{},
				"resource":    &grpcplugin.ResourceGRPCPlugin{},
				"data":        &grpcplugin.DataGRPCPlugin{},
				"stream":      &grpcplugin.StreamGRPCPlugin{},
			},
		},
		Cmd:              process,
		SkipHostEnv:      true, // Grafana hands a plugin its own variables only: no HOME, no AWS_*.
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		Logger:           pluginLog(),
		StartTimeout:     requestTimeout,
	})
	t.Cleanup(client.Kill)

	protocol, err := client.Client()
	if err != nil {
		t.Fatalf("the plugin did not start: %v", err)
	}
	return &grafana{
		process:     process,
		client:      client,
		data:        dispense[grpcplugin.DataClient](t, protocol, "data"),
		diagnostics: dispense[grpcplugin.DiagnosticsClient](t, protocol, "diagnostics"),
		settings:    instanceSettings(jsonData, secure),
		from:        time.Now().AddDate(0, 0, -90),
		to:          time.Now(),
	}
}

func dispense[Service any](t *testing.T, protocol goplugin.ClientProtocol, name string) Service {
	t.Helper()
	raw, err := protocol.Dispense(name)
	if err != nil {
		t.Fatalf("the plugin has no service %q: %v", name, err)
	}
	service, ok := raw.(Service)
	if !ok {
		t.Fatalf("service %q has type %T", name, raw)
	}
	return service
}

func instanceSettings(jsonData string, secure map[string]string) *pluginv2.DataSourceInstanceSettings {
	return &pluginv2.DataSourceInstanceSettings{
		Id:                      1,
		Uid:                     "awsposture-conformance",
		Name:                    "AWS Posture (conformance)",
		JsonData:                []byte(jsonData),
		DecryptedSecureJsonData: secure,
		LastUpdatedMS:           time.Now().UnixMilli(),
	}
}

func (g *grafana) pluginContext() *pluginv2.PluginContext {
	return &pluginv2.PluginContext{
		OrgId:                      1,
		PluginId:                   pluginID,
		User:                       &pluginv2.User{Login: "admin", Name: "admin", Role: "Admin"},
		DataSourceInstanceSettings: g.settings,
	}
}

// query is one saved query: its refId and the JSON a dashboard holds.
type query struct {
	refID string
	json  string
}

// sqlQuery is the saved form of a query in SQL mode.
func sqlQuery(refID, sql string) query {
	return savedQuery(refID, map[string]any{"mode": "sql", "sql": sql})
}

// savedQuery adds the members every saved query has.
func savedQuery(refID string, members map[string]any) query {
	saved := map[string]any{"refId": refID, "schemaVersion": 1, "format": "auto"}
	for name, value := range members {
		saved[name] = value
	}
	text, err := json.Marshal(saved)
	if err != nil {
		panic(err) // Only literals of these tests get here.
	}
	return query{refID: refID, json: string(text)}
}

// ask sends queries in one request over the dashboard's range (by default the past 90 days), 1000 pixels wide.
func (g *grafana) ask(t *testing.T, queries ...query) map[string]*pluginv2.DataResponse {
	t.Helper()
	request := &pluginv2.QueryDataRequest{
		PluginContext: g.pluginContext(),
		Headers:       map[string]string{"http_X-Dashboard-Uid": "conformance", "http_X-Panel-Id": "1"},
	}
	for _, q := range queries {
		request.Queries = append(request.Queries, &pluginv2.DataQuery{
			RefId:         q.refID,
			MaxDataPoints: 1000,
			IntervalMS:    24 * time.Hour.Milliseconds(),
			TimeRange: &pluginv2.TimeRange{
				FromEpochMS: g.from.UnixMilli(),
				ToEpochMS:   g.to.UnixMilli(),
			},
			Json: []byte(q.json),
		})
	}
	ctx, cancel := context.WithTimeout(t.Context(), requestTimeout)
	defer cancel()
	answer, err := g.data.QueryData(ctx, request)
	if err != nil {
		t.Fatalf("QueryData failed as a whole: %v", err)
	}
	return answer.Responses
}

// frames asks one query, expects no error and decodes every frame as Grafana does.
func (g *grafana) frames(t *testing.T, q query) data.Frames {
	t.Helper()
	return decode(t, q.refID, g.ask(t, q)[q.refID])
}

func decode(t *testing.T, refID string, response *pluginv2.DataResponse) data.Frames {
	t.Helper()
	if response == nil {
		t.Fatalf("refId %s has no response", refID)
	}
	if response.Error != "" {
		t.Fatalf("refId %s: %s (status %d, source %q)", refID, response.Error, response.Status, response.ErrorSource)
	}
	frames := data.Frames{}
	for i, encoded := range response.Frames {
		frame, err := data.UnmarshalArrowFrame(encoded)
		if err != nil {
			t.Fatalf("refId %s, frame %d: %v", refID, i, err)
		}
		if frame.RefID != refID {
			t.Errorf("refId %s, frame %d says refId %q", refID, i, frame.RefID)
		}
		frames = append(frames, frame)
	}
	return frames
}

// pluginBinary returns the executable under test.
func pluginBinary(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PLUGIN_BINARY")
	if path == "" {
		path = filepath.Join("..", "..", "target", "debug", "gpx_awsposture")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("no plugin executable: %v\nbuild it with `go tool mage build`, or name one in PLUGIN_BINARY", err)
	}
	return path
}

// pluginEnvironment is what Grafana gives a plugin process, with a cache folder that ends with the test.
func pluginEnvironment(t *testing.T) []string {
	t.Helper()
	return []string{
		"GF_VERSION=12.4.0",
		"GF_EDITION=oss",
		"GF_PLUGIN_CACHE_DIR=" + filepath.Join(t.TempDir(), "cache"),
		"RUST_BACKTRACE=1",
	}
}

// pluginLog shows the plugin's log with PLUGIN_LOG=debug (or info, warn), else only its errors.
func pluginLog() hclog.Logger {
	level := hclog.LevelFromString(os.Getenv("PLUGIN_LOG"))
	if level == hclog.NoLevel {
		level = hclog.Error
	}
	return hclog.New(&hclog.LoggerOptions{Name: "plugin", Level: level, Output: os.Stderr})
}
