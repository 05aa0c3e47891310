package task

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// The two executables of the crate.
const (
	PluginBinary  = "gpx_awsposture"
	CommandBinary = "awsposture"
)

// CargoBinary returns where cargo puts an executable, with CARGO_TARGET_DIR and cargo's own configuration heeded.
func CargoBinary(ctx context.Context, profile, name string) (string, error) {
	process := exec.CommandContext(ctx, "cargo", "metadata", "--no-deps", "--format-version", "1")
	process.Stderr = os.Stderr
	output, err := process.Output()
	if err != nil {
		return "", fmt.Errorf("cargo metadata: %w", err)
	}
	var metadata struct {
		TargetDirectory string `json:"target_directory"`
	}
	if err := json.Unmarshal(output, &metadata); err != nil {
		return "", fmt.Errorf("cargo metadata: %w", err)
	}
	folder := profile
	if profile == "dev" {
		folder = "debug"
	}
	return filepath.Join(metadata.TargetDirectory, folder, name+executableSuffix()), nil
}

// CopyIntoPlace copies an executable. It goes through a new file, because one that Grafana runs cannot be overwritten.
func CopyIntoPlace(source, target string) error {
	content, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	fresh := target + ".new"
	if err := os.WriteFile(fresh, content, 0o755); err != nil {
		return err
	}
	return os.Rename(fresh, target)
}

// DistName is the name Grafana looks for on this machine: plugin.json's executable, the system and the architecture.
func DistName() string {
	return fmt.Sprintf("%s_%s_%s%s", PluginBinary, runtime.GOOS, runtime.GOARCH, executableSuffix())
}

func executableSuffix() string {
	if runtime.GOOS == "windows" {
		return ".exe"
	}
	return ""
}
