//go:build mage

// Everything a developer does. PROFILE names the cargo profile of build and demo (dev, the default; release; dist). Tests are always dev.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/bulwark/awsposture/internal/task"
)

// testProfile is cargo's profile for tests: a release build takes 13 minutes.
const testProfile = "dev"

// Default is what `go tool mage` does without a target.
var Default = Build

// Build compiles the plugin and the command line and puts the plugin into dist/ (the first time takes about 8 minutes).
func Build(ctx context.Context) error {
	if err := task.Need("cargo", "gcc"); err != nil {
		return err
	}
	build := []string{"build", "--bins", "--profile", profile()}
	if profile() == testProfile {
		// Dependencies are then built with the features that tests have, once for both.
		build = append(build, "--test", "plugin")
	}
	if err := task.Run(ctx, "cargo", build...); err != nil {
		return err
	}
	built, err := task.CargoBinary(ctx, profile(), task.PluginBinary)
	if err != nil {
		return err
	}
	return task.CopyIntoPlace(built, filepath.Join("dist", task.DistName()))
}

// BuildFrontend bundles the editor and the configuration page into dist/, with an npm ci first if the lock file changed.
func BuildFrontend(ctx context.Context) error {
	if err := nodeModules(ctx); err != nil {
		return err
	}
	return task.Run(ctx, "npm", "run", "build")
}

// Test runs every suite, prints what was skipped and why, and ends with the counts of suites.
func Test(ctx context.Context) error {
	failed := task.RunSuites([]task.Suite{
		{Name: "lint", Run: func() error { return Lint(ctx) }},
		{Name: "rust", Run: func() error { return rustTests(ctx) }},
		{Name: "frontend", Run: func() error { return frontendTests(ctx) }},
		{Name: "sandbox", Run: func() error { return sandboxTests(ctx) }},
		{Name: "examples", Run: func() error { return exampleTests(ctx) }},
		{Name: "conformance", Run: func() error { return conformanceTests(ctx) }},
		{Name: "moto", Run: func() error { return motoTests(ctx) }},
		{Name: "demo", Run: func() error { return headlessDemo(ctx, testProfile) }},
		{Name: "browser", Run: func() error { return browserTests(ctx) }},
	})
	if failed > 0 {
		os.Exit(1) // Not an error for mage to print: the counts are to be the last line.
	}
	return nil
}

// Lint checks formatting, lints and types of Rust, TypeScript and Go.
func Lint(ctx context.Context) error {
	return task.All(
		func() error { return task.Need("cargo", "gcc", "npm", "gofmt") },
		func() error { return task.Run(ctx, "cargo", "fmt", "--check") },
		func() error { return task.Run(ctx, "cargo", "clippy", "--all-targets", "--", "-D", "warnings") },
		func() error { return nodeModules(ctx) },
		func() error { return task.Run(ctx, "npm", "run", "typecheck") },
		func() error { return task.Run(ctx, "npm", "run", "lint") },
		func() error { return gofmt(ctx) },
		func() error { return task.Run(ctx, "go", "vet", "./...") },
		func() error { return task.Run(ctx, "go", "vet", "-tags", "mage", ".") },
	)
}

// Demo shows the dashboards over simulated data: in GRAFANA_HOME's Grafana, else in docker, else as tables on the terminal.
func Demo(ctx context.Context) error {
	home := os.Getenv("GRAFANA_HOME")
	if home == "" && !task.DockerEngine(ctx) {
		fmt.Println("Neither GRAFANA_HOME nor a docker engine: the demo goes to the terminal, without Grafana.")
		if err := Build(ctx); err != nil {
			return err
		}
		return headlessDemo(ctx, profile())
	}
	if err := BuildFrontend(ctx); err != nil {
		return err
	}
	if err := Build(ctx); err != nil { // After the front end, whose bundler owns dist/.
		return err
	}
	if home == "" {
		return task.DockerGrafana(ctx, grafanaPort()).Serve(ctx)
	}
	grafana, err := task.LocalGrafana(ctx, home, grafanaPort())
	if err != nil {
		return err
	}
	return grafana.Serve(ctx)
}

// Clean removes dist, .cache, .venv and coverage; target and node_modules, dear to rebuild, are left to you.
func Clean() error {
	var failures []error
	for _, made := range []string{"dist", ".cache", ".venv", "coverage"} {
		failures = append(failures, os.RemoveAll(made))
	}
	return errors.Join(failures...)
}

// rustTests also builds both executables, for the suites after it: the tests in tests/plugin start them. Building them by
// themselves would build all dependencies anew, with other features than the tests have.
func rustTests(ctx context.Context) error {
	if err := task.Need("cargo", "gcc"); err != nil {
		return err
	}
	return task.Run(ctx, "cargo", "test")
}

func frontendTests(ctx context.Context) error {
	if err := nodeModules(ctx); err != nil {
		return err
	}
	return task.Run(ctx, "npm", "run", "test:ci")
}

// sandboxTests ask the sandbox with boto3, AWS's own Python client, over plain HTTP, and compare the plugin's counts.
func sandboxTests(ctx context.Context) error {
	python, err := task.Python(ctx)
	if err != nil {
		return err
	}
	awsposture, err := testBinary(ctx, task.CommandBinary)
	if err != nil {
		return err
	}
	plugin, err := testBinary(ctx, task.PluginBinary)
	if err != nil {
		return err
	}
	check := func(throttle string, script string, flags ...string) error {
		sandbox, err := task.StartServer(ctx, 30*time.Second, awsposture, func(address string) []string {
			return append([]string{"sandbox", "--listen", address, "--throttle", throttle}, flags...)
		})
		if err != nil {
			return err
		}
		defer sandbox.Stop()
		return task.RunWith(ctx, []string{"PLUGIN_BINARY=" + plugin}, python, script, "http://"+sandbox.Address)
	}
	return task.All(
		func() error { return check("aws", "tests/sandbox_boto3/check.py") },
		func() error { return check("off", "tests/sandbox_boto3/standards.py") },
		func() error { return check("off", "tests/sandbox_boto3/inspector2.py") },
		func() error { return check("off", "tests/sandbox_boto3/accounts.py") },
		func() error { return check("off", "tests/sandbox_boto3/accounts.py", "--aggregation", "none") },
		func() error { return check("off", "tests/sandbox_boto3/accounts.py", "--aggregation", "us-west-2") },
		func() error { return check("aws", "tests/sandbox_boto3/config.py") },
		func() error { return check("off", "tests/sandbox_boto3/cost.py") },
		func() error { return check("off", "tests/sandbox_boto3/budgets.py") },
		func() error { return check("off", "tests/sandbox_boto3/faults.py") },
		func() error { return check("off", "tests/sandbox_boto3/counts.py") },
		func() error { return check("off", "tests/sandbox_boto3/config_tables.py") },
		func() error { return check("off", "tests/sandbox_boto3/cost_tables.py") },
	)
}

// exampleTests let the plugin read the answers that AWS publishes as examples of its command line.
func exampleTests(ctx context.Context) error {
	python, err := task.Python(ctx)
	if err != nil {
		return err
	}
	awscli, err := task.PythonFolder(ctx, python, "tests/awscli_examples/requirements.txt", "awscli")
	if err != nil {
		return err
	}
	plugin, err := testBinary(ctx, task.PluginBinary)
	if err != nil {
		return err
	}
	return task.RunWith(ctx, []string{"PLUGIN_BINARY=" + plugin},
		python, "tests/awscli_examples/check.py", filepath.Join(awscli, "awscli", "examples"))
}

// conformanceTests let Grafana's own Go libraries judge the plugin. Some of them belong to the suites moto, sandbox and examples.
func conformanceTests(ctx context.Context) error {
	plugin, err := testBinary(ctx, task.PluginBinary)
	if err != nil {
		return err
	}
	return task.RunWith(ctx, []string{"PLUGIN_BINARY=" + plugin},
		"go", "test", "-count=1", "-v", "-skip", "^(TestMoto|TestCountsInSQLAndBuilderEqualBoto3|TestExamplesOfAWSsCommandLine)$", "./tests/conformance")
}

func motoTests(ctx context.Context) error {
	python, err := task.Python(ctx)
	if err != nil {
		return err
	}
	plugin, err := testBinary(ctx, task.PluginBinary)
	if err != nil {
		return err
	}
	return task.RunWith(ctx, []string{"PLUGIN_BINARY=" + plugin}, python, "tests/moto/check.py")
}

// headlessDemo starts the plugin as Grafana would and runs every query of the dashboards and alert rules.
func headlessDemo(ctx context.Context, profile string) error {
	awsposture, err := builtBinary(ctx, profile, task.CommandBinary)
	if err != nil {
		return err
	}
	plugin, err := builtBinary(ctx, profile, task.PluginBinary)
	if err != nil {
		return err
	}
	return task.Run(ctx, awsposture, "demo", "--plugin", plugin)
}

func browserTests(ctx context.Context) error {
	if os.Getenv("GRAFANA_URL") == "" {
		return task.Skip("GRAFANA_URL is not set: start `go tool mage demo` with a Grafana and name its address")
	}
	if scripts, err := os.ReadFile("package.json"); err != nil || !strings.Contains(string(scripts), `"e2e"`) {
		return task.Skip("package.json has no script e2e: there are no browser tests yet")
	}
	if err := nodeModules(ctx); err != nil {
		return err
	}
	return task.Run(ctx, "npm", "run", "e2e")
}

// nodeModules installs what package-lock.json names, unless that was done since the file last changed.
func nodeModules(ctx context.Context) error {
	if err := task.Need("node", "npm"); err != nil {
		return err
	}
	if task.Newer("node_modules/.package-lock.json", "package-lock.json") {
		return nil
	}
	return task.Run(ctx, "npm", "ci", "--no-audit", "--no-fund")
}

func gofmt(ctx context.Context) error {
	return task.Step("gofmt -l", func() error {
		unformatted, err := exec.CommandContext(ctx, "gofmt", "-l", "Magefile.go", "internal", "tests").CombinedOutput()
		if err == nil && len(unformatted) > 0 {
			err = errors.New("not formatted as gofmt does")
		}
		fmt.Print(string(unformatted))
		return err
	})
}

// testBinary returns an executable that the rust suite has built.
func testBinary(ctx context.Context, name string) (string, error) {
	return builtBinary(ctx, testProfile, name)
}

func builtBinary(ctx context.Context, profile, name string) (string, error) {
	path, err := task.CargoBinary(ctx, profile, name)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s is not built: run `go tool mage build` and read its errors: %w", name, err)
	}
	return path, nil
}

func profile() string {
	if profile := os.Getenv("PROFILE"); profile != "" {
		return profile
	}
	return "dev"
}

func grafanaPort() string {
	if port := os.Getenv("GRAFANA_PORT"); port != "" {
		return port
	}
	return "3000"
}
