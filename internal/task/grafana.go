package task

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	pluginID         = "bulwark-awsposture-datasource"
	dashboardsFolder = "dashboards"
	// sandboxSource is the uid of the data source in provisioning/datasources.
	sandboxSource = "awsposture-sandbox"
)

// Grafana is a server to look at the dashboards in: a local install, or the docker image.
type Grafana struct {
	address string
	process *exec.Cmd
}

// LocalGrafana prepares the Grafana installed in home, with data, logs, plugins and configuration under .cache/demo.
func LocalGrafana(ctx context.Context, home, port string) (*Grafana, error) {
	executable := filepath.Join(home, "bin", "grafana")
	if _, err := os.Stat(executable); err != nil {
		return nil, fmt.Errorf("GRAFANA_HOME is not a Grafana install: %w", err)
	}
	root, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	demo := filepath.Join(root, ".cache", "demo")
	for _, folder := range []string{"data", "logs", "plugins"} {
		if err := os.MkdirAll(filepath.Join(demo, folder), 0o755); err != nil {
			return nil, err
		}
	}
	if err := link(filepath.Join(root, "dist"), filepath.Join(demo, "plugins", pluginID)); err != nil {
		return nil, err
	}
	configuration := filepath.Join(demo, "grafana.ini")
	if err := os.WriteFile(configuration, grafanaINI(root, demo, port), 0o644); err != nil {
		return nil, err
	}
	process := command(ctx, executable, "server", "--homepath", home, "--config", configuration)
	process.Env = append(os.Environ(), "AWSPOSTURE_DASHBOARDS="+filepath.Join(root, dashboardsFolder))
	// What Grafana prints goes to its log file; the terminal is for the demo.
	process.Stdout, process.Stderr = nil, os.Stderr
	return &Grafana{address: "http://127.0.0.1:" + port, process: process}, nil
}

// DockerGrafana prepares the image of docker-compose.yaml.
func DockerGrafana(ctx context.Context, port string) *Grafana {
	process := command(ctx, "docker", "compose", "up")
	process.Env = append(os.Environ(), "GRAFANA_PORT="+port)
	return &Grafana{address: "http://127.0.0.1:" + port, process: process}
}

// DockerEngine reports whether a docker engine answers.
func DockerEngine(ctx context.Context) bool {
	return exec.CommandContext(ctx, "docker", "info").Run() == nil
}

// Serve starts Grafana, asks whether the plugin runs in it, prints the addresses and returns when Grafana or ctx ends.
// What every panel answers is `awsposture demo`'s to check: only it and a browser put variables into queries.
func (g *Grafana) Serve(ctx context.Context) error {
	dashboards, err := Dashboards(dashboardsFolder)
	if err != nil {
		return err
	}
	if err := g.process.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- g.process.Wait() }()

	if err := Step("waiting for Grafana at "+g.address, func() error { return g.untilHealthy(ended) }); err != nil {
		return errors.Join(err, g.stop(ended))
	}
	if err := Step("asking the data source for its health", func() error { return g.askHealth(ctx) }); err != nil {
		fmt.Printf("%v\nGrafana keeps running, so that the data source can be looked at.\n", err)
	}
	for _, dashboard := range dashboards {
		fmt.Printf("\n    %s: %s/d/%s\n", dashboard.Title, g.address, dashboard.UID)
	}
	fmt.Print("\nSimulated AWS data, no AWS account is asked. Ctrl-C ends the demo.\n")

	select {
	case err := <-ended:
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("grafana ended by itself: %v", err)
	case <-ctx.Done():
		return g.stop(ended)
	}
}

func (g *Grafana) stop(ended chan error) error {
	_ = g.process.Process.Signal(os.Interrupt)
	select {
	case <-ended:
		return nil
	case <-time.After(15 * time.Second):
		return errors.Join(errors.New("grafana did not end within 15 s, killed"), g.process.Process.Kill())
	}
}

func (g *Grafana) untilHealthy(ended chan error) error {
	// A first start with an empty database takes a minute on a slow machine, and docker may pull the image first.
	deadline := time.After(5 * time.Minute)
	for {
		if g.healthy() {
			return nil
		}
		select {
		case err := <-ended:
			ended <- err
			return fmt.Errorf("grafana ended while starting: %v (see .cache/demo/logs; is the port free? GRAFANA_PORT names another)", err)
		case <-deadline:
			return errors.New("grafana does not answer after 5 minutes")
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// healthy asks for the provisioned data source, not for /api/health: another Grafana on this port has that too.
func (g *Grafana) healthy() bool {
	response, err := http.Get(g.address + "/api/datasources/uid/" + sandboxSource)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

func (g *Grafana) askHealth(ctx context.Context) error {
	health := g.address + "/api/datasources/uid/" + sandboxSource + "/health"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, health, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode == http.StatusOK {
		return err
	}
	return fmt.Errorf("%s: %.300s", response.Status, answer)
}

// link points name to target, replacing an older link but nothing else.
func link(target, name string) error {
	if info, err := os.Lstat(name); err == nil && info.Mode()&os.ModeSymlink != 0 {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	return os.Symlink(target, name)
}

// grafanaINI is for a demo on one's own machine: everybody who reaches the port is an administrator, and nothing is
// sent anywhere.
func grafanaINI(root, demo, port string) []byte {
	return fmt.Appendf(nil, `app_mode = production
[paths]
data = %[2]s/data
logs = %[2]s/logs
plugins = %[2]s/plugins
provisioning = %[1]s/provisioning
[server]
http_addr = 127.0.0.1
http_port = %[3]s
[analytics]
reporting_enabled = false
check_for_updates = false
check_for_plugin_updates = false
feedback_links_enabled = false
[auth]
disable_login_form = true
[auth.anonymous]
enabled = true
org_role = Admin
[log]
mode = file
[news]
news_feed_enabled = false
[plugins]
allow_loading_unsigned_plugins = %[4]s
preinstall_disabled = true
plugin_admin_enabled = false
public_key_retrieval_disabled = true
[security]
disable_gravatar = true
[snapshots]
external_enabled = false
`, root, demo, port, pluginID)
}
