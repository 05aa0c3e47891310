package task

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Panel is one panel of a dashboard with its saved queries.
type Panel struct {
	Title   string           `json:"title"`
	Type    string           `json:"type"`
	Targets []map[string]any `json:"targets"`
	Panels  []Panel          `json:"panels"` // A collapsed row holds its panels.
}

// Dashboard is what the demo needs to know of dashboards/*.json.
type Dashboard struct {
	UID    string  `json:"uid"`
	Title  string  `json:"title"`
	Panels []Panel `json:"panels"`
	Time   struct {
		From string `json:"from"`
		To   string `json:"to"`
	} `json:"time"`
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

// WithQueries returns the panels that ask something, those inside rows included.
func (d Dashboard) WithQueries() []Panel {
	var found []Panel
	for _, panel := range d.Panels {
		if len(panel.Targets) > 0 {
			found = append(found, panel)
		}
		found = append(found, Dashboard{Panels: panel.Panels}.WithQueries()...)
	}
	return found
}
