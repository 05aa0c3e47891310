package task

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Dashboard is what the demo needs to know of dashboards/*.json.
type Dashboard struct {
	UID   string `json:"uid"`
	Title string `json:"title"`
}

// Dashboards reads every dashboard of a folder; none at all is an error.
func Dashboards(folder string) ([]Dashboard, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no dashboards in %s", folder)
	}
	var dashboards []Dashboard
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		var dashboard Dashboard
		if err := json.Unmarshal(text, &dashboard); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		dashboards = append(dashboards, dashboard)
	}
	return dashboards, nil
}
