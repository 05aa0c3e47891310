package task

import (
	"context"
	"os"
	"path/filepath"
)

const (
	environmentFolder = ".venv"
	requirements      = "tests/requirements.txt"
)

// Python returns the interpreter of .venv, which it makes or brings up to date with tests/requirements.txt.
func Python(ctx context.Context) (string, error) {
	if err := Need("python3"); err != nil {
		return "", err
	}
	interpreter := filepath.Join(environmentFolder, "bin", "python")
	stamp := filepath.Join(environmentFolder, "installed")
	if Newer(stamp, requirements) {
		return interpreter, nil
	}
	if err := Run(ctx, "python3", "-m", "venv", environmentFolder); err != nil {
		return "", err
	}
	if err := Run(ctx, interpreter, "-m", "pip", "install", "--quiet", "--requirement", requirements); err != nil {
		return "", err
	}
	return interpreter, os.WriteFile(stamp, nil, 0o644)
}

// PythonFolder installs what a requirements file names, without what that depends on, into a folder of .venv.
func PythonFolder(ctx context.Context, interpreter, requirements, name string) (string, error) {
	folder := filepath.Join(environmentFolder, name)
	stamp := filepath.Join(folder, "installed")
	if Newer(stamp, requirements) {
		return folder, nil
	}
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	if err := Run(ctx, interpreter, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder, "--requirement", requirements); err != nil {
		return "", err
	}
	return folder, os.WriteFile(stamp, nil, 0o644)
}

// Newer reports whether the made file exists and is at least as new as what it is made from.
func Newer(made, from string) bool {
	madeInfo, err := os.Stat(made)
	if err != nil {
		return false
	}
	fromInfo, err := os.Stat(from)
	return err == nil && !madeInfo.ModTime().Before(fromInfo.ModTime())
}
