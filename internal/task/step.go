// Package task is what the mage targets are made of: steps that show how long they take, tools that say how to get
// them when they are missing, suites with a summary, and a Grafana to look at the result in.
//
// This file runs commands. Their output is streamed as it comes: a build of eight minutes must not look like a hang.
package task

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// Step prints a heading, does the work and prints how long it took.
func Step(heading string, work func() error) error {
	fmt.Printf("\n==> %s\n", heading)
	started := time.Now()
	err := work()
	outcome := "done"
	if err != nil {
		outcome = "failed"
	}
	fmt.Printf("<== %s: %s after %s\n", heading, outcome, elapsed(started))
	return err
}

// Run is a step that is one command, its command line being the heading.
func Run(ctx context.Context, name string, arguments ...string) error {
	return Step(commandLine(name, arguments), func() error {
		return named(command(ctx, name, arguments...))
	})
}

// RunWith is Run with additional environment variables, written NAME=value.
func RunWith(ctx context.Context, variables []string, name string, arguments ...string) error {
	return Step(commandLine(name, arguments), func() error {
		process := command(ctx, name, arguments...)
		process.Env = append(os.Environ(), variables...)
		return named(process)
	})
}

// All runs every check, whatever the earlier ones said, and returns all their errors.
func All(checks ...func() error) error {
	var failures []error
	for _, check := range checks {
		failures = append(failures, check())
	}
	return errors.Join(failures...)
}

// command connects a process to our terminal; when ctx ends it is interrupted, and killed only if it does not listen.
func command(ctx context.Context, name string, arguments ...string) *exec.Cmd {
	process := exec.CommandContext(ctx, name, arguments...)
	process.Stdout, process.Stderr = os.Stdout, os.Stderr
	process.Cancel = func() error { return process.Process.Signal(os.Interrupt) }
	process.WaitDelay = 10 * time.Second
	return process
}

// named runs a process and puts its command line into the error, which else is a bare exit status.
func named(process *exec.Cmd) error {
	if err := process.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(process.Args, " "), err)
	}
	return nil
}

func commandLine(name string, arguments []string) string {
	return strings.Join(append([]string{name}, arguments...), " ")
}

func elapsed(since time.Time) string {
	return time.Since(since).Round(100 * time.Millisecond).String()
}
