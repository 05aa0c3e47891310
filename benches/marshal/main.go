// Measures how long Grafana's SDK for Go takes to make a frame of 10,000 rows and 20 columns from structs and to marshal
// it; prints the median and the frame's size. benches/engine.rs runs it and compares.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

const (
	rows = 10_000
	runs = 51
)

// A row as AWS's SDK gives it: what may be missing is a pointer.
type finding struct {
	accountID, region, id, title, description, severity, productARN, productName, companyName, generatorID *string
	controlID, complianceStatus, workflowStatus, recordState, resourceType, resourceID, resourceRegion     *string
	severityNormalized                                                                                     *float64
	createdAt, updatedAt                                                                                   *time.Time
}

func main() {
	findings := make([]finding, rows)
	for index := range findings {
		findings[index] = made(index)
	}
	took := make([]time.Duration, runs)
	size := 0
	for run := range took {
		begun := time.Now()
		bytes, err := frame(findings).MarshalArrow()
		took[run] = time.Since(begun)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		size = len(bytes)
	}
	slices.Sort(took)
	median := map[string]int64{"medianNs": took[runs/2].Nanoseconds(), "bytes": int64(size)}
	if err := json.NewEncoder(os.Stdout).Encode(median); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// frame copies the rows into columns, the fastest way the SDK has.
func frame(findings []finding) *data.Frame {
	texts := func(member func(*finding) *string) []*string { return column(findings, member) }
	times := func(member func(*finding) *time.Time) []*time.Time { return column(findings, member) }
	return data.NewFrame("",
		data.NewField("account_id", nil, texts(func(f *finding) *string { return f.accountID })),
		data.NewField("region", nil, texts(func(f *finding) *string { return f.region })),
		data.NewField("id", nil, texts(func(f *finding) *string { return f.id })),
		data.NewField("title", nil, texts(func(f *finding) *string { return f.title })),
		data.NewField("description", nil, texts(func(f *finding) *string { return f.description })),
		data.NewField("severity", nil, texts(func(f *finding) *string { return f.severity })),
		data.NewField("severity_normalized", nil, column(findings, func(f *finding) *float64 { return f.severityNormalized })),
		data.NewField("product_arn", nil, texts(func(f *finding) *string { return f.productARN })),
		data.NewField("product_name", nil, texts(func(f *finding) *string { return f.productName })),
		data.NewField("company_name", nil, texts(func(f *finding) *string { return f.companyName })),
		data.NewField("generator_id", nil, texts(func(f *finding) *string { return f.generatorID })),
		data.NewField("control_id", nil, texts(func(f *finding) *string { return f.controlID })),
		data.NewField("compliance_status", nil, texts(func(f *finding) *string { return f.complianceStatus })),
		data.NewField("workflow_status", nil, texts(func(f *finding) *string { return f.workflowStatus })),
		data.NewField("record_state", nil, texts(func(f *finding) *string { return f.recordState })),
		data.NewField("resource_type", nil, texts(func(f *finding) *string { return f.resourceType })),
		data.NewField("resource_id", nil, texts(func(f *finding) *string { return f.resourceID })),
		data.NewField("resource_region", nil, texts(func(f *finding) *string { return f.resourceRegion })),
		data.NewField("created_at", nil, times(func(f *finding) *time.Time { return f.createdAt })),
		data.NewField("updated_at", nil, times(func(f *finding) *time.Time { return f.updatedAt })),
	)
}

func column[T any](findings []finding, member func(*finding) *T) []*T {
	values := make([]*T, len(findings))
	for index := range findings {
		values[index] = member(&findings[index])
	}
	return values
}

// made returns a row whose texts are as long as those of the sandbox on average; of three findings one is of no control.
func made(index int) finding {
	text := func(length int) *string {
		of := fmt.Sprintf("%d-", index)
		of = strings.Repeat(of, length/len(of)+1)[:length]
		return &of
	}
	normalized := float64(index % 100)
	created := time.Unix(1_750_000_000+int64(index)*60, 0).UTC()
	updated := created.Add(time.Hour)
	row := finding{
		accountID: text(12), region: text(10), id: text(103), title: text(52), description: text(115), severity: text(9),
		productARN: text(54), productName: text(14), companyName: text(4), generatorID: text(22),
		workflowStatus: text(6), recordState: text(6), resourceType: text(15), resourceID: text(71), resourceRegion: text(10),
		severityNormalized: &normalized, createdAt: &created, updatedAt: &updated,
	}
	if index%3 != 0 {
		row.controlID, row.complianceStatus = text(7), text(6)
	}
	return row
}
