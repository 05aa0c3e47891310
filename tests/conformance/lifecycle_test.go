package conformance

import (
	"bufio"
	"context"
	"io"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

func TestHealthOfTheSandboxIsOK(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	ctx, cancel := context.WithTimeout(t.Context(), requestTimeout)
	defer cancel()
	health, err := g.diagnostics.CheckHealth(ctx, &pluginv2.CheckHealthRequest{PluginContext: g.pluginContext()})
	if err != nil {
		t.Fatal(err)
	}
	if health.Status != pluginv2.CheckHealthResponse_OK || health.Message == "" {
		t.Errorf("health is %s: %q", health.Status, health.Message)
	}
}

func TestHealthOfUnreadableSettingsIsAnErrorThatSaysSo(t *testing.T) {
	g := startPlugin(t, `{"sandbox":`, nil)
	ctx, cancel := context.WithTimeout(t.Context(), requestTimeout)
	defer cancel()
	health, err := g.diagnostics.CheckHealth(ctx, &pluginv2.CheckHealthRequest{PluginContext: g.pluginContext()})
	if err != nil {
		t.Fatal(err)
	}
	if health.Status != pluginv2.CheckHealthResponse_ERROR || health.Message == "" {
		t.Errorf("health is %s: %q", health.Status, health.Message)
	}
}

// Grafana asks the plugin to shut down, waits two seconds, then kills it: by then everything has to be flushed.
func TestKillEndsThePluginCleanly(t *testing.T) {
	g := startPlugin(t, sandboxSettings, nil)
	g.frames(t, sqlQuery("A", countBySeverity))

	asked := time.Now()
	g.client.Kill()
	if took := time.Since(asked); took > 2*time.Second {
		t.Errorf("the plugin took %s to end", took)
	}
	if !g.client.Exited() {
		t.Fatal("the plugin is still running")
	}
	if code := g.process.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d (%s), want 0", code, g.process.ProcessState)
	}
}

// go-plugin reads one line of stdout and throws the rest away, so this test starts the process by itself.
func TestStdoutCarriesNothingButTheHandshake(t *testing.T) {
	process := exec.CommandContext(t.Context(), pluginBinary(t))
	process.Env = append(pluginEnvironment(t),
		grpcplugin.MagicCookieKey+"="+grpcplugin.MagicCookieValue, "PLUGIN_PROTOCOL_VERSIONS=2", "PLUGIN_MIN_PORT=10000", "PLUGIN_MAX_PORT=25000")
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(stdout)
	handshake, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("no handshake: %q, %v", handshake, err)
	}
	parts := strings.Split(strings.TrimSpace(handshake), "|")
	if len(parts) < 5 || parts[0] != "1" || parts[1] != "2" || parts[4] != "grpc" {
		t.Fatalf("handshake is %q", handshake)
	}
	address := parts[3]
	if parts[2] == "unix" {
		address = "unix:" + address
	}

	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	g := &grafana{data: pluginv2.NewDataClient(connection), settings: instanceSettings(sandboxSettings, nil)}
	g.frames(t, sqlQuery("A", countBySeverity))
	g.ask(t, sqlQuery("A", "SELECT nonsense"))

	if err := connection.Invoke(t.Context(), "/plugin.GRPCController/Shutdown", &emptypb.Empty{}, &emptypb.Empty{}); err != nil {
		t.Logf("Shutdown: %v", err) // The process may close the connection before it answers.
	}
	rest, err := io.ReadAll(lines)
	if err != nil || len(rest) > 0 {
		t.Errorf("after the handshake stdout carried %q (%v)", rest, err)
	}
	if err := process.Wait(); err != nil {
		t.Errorf("the plugin ended with %v", err)
	}
}
