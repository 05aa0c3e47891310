package task

import (
	"errors"
	"fmt"
	"os/exec"
)

// howToInstall names every tool the targets call and where a developer gets it.
var howToInstall = map[string]string{
	"cargo":   "install Rust with rustup (https://rustup.rs); rust-toolchain.toml names the version",
	"gcc":     "install a C compiler: apt-get install gcc, dnf install gcc, or xcode-select --install",
	"gofmt":   "it comes with Go (https://go.dev/dl): put $(go env GOROOT)/bin on the PATH",
	"node":    "install Node.js 20 or newer (https://nodejs.org)",
	"npm":     "it comes with Node.js 20 or newer (https://nodejs.org)",
	"python3": "install Python 3.11 or newer: apt-get install python3 python3-venv (https://python.org)",
}

// Need returns an error that names each missing tool and the way to install it.
func Need(tools ...string) error {
	var missing []error
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			missing = append(missing, fmt.Errorf("%s is not installed: %s", tool, howToInstall[tool]))
		}
	}
	return errors.Join(missing...)
}
