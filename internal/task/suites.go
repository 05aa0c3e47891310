package task

import (
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"
)

// Suite is one group of tests. Run returns nil when it passed and what Skip returns when it could not run.
type Suite struct {
	Name string
	Run  func() error
}

// skipped says why a suite did not run; it is an error only so that a suite can return it.
type skipped struct{ reason string }

func (s skipped) Error() string { return s.reason }

// Skip ends a suite without running it. The reason is printed at once and again in the summary.
func Skip(format string, arguments ...any) error {
	return skipped{reason: fmt.Sprintf(format, arguments...)}
}

// RunSuites runs all of them, a failure notwithstanding, prints a table and the line with the counts, and returns how
// many failed.
func RunSuites(suites []Suite) (failed int) {
	started := time.Now()
	var passed, skips int
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "suite\tresult\ttime\tnote")
	for _, suite := range suites {
		fmt.Printf("\n######## suite %s\n", suite.Name)
		begun := time.Now()
		result, note := "passed", ""
		var skip skipped
		switch err := suite.Run(); {
		case err == nil:
			passed++
		case errors.As(err, &skip):
			skips++
			result, note = "SKIPPED", skip.reason
		default:
			failed++
			result, note = "FAILED", firstLine(err.Error())
			fmt.Println(err)
		}
		fmt.Printf("\n######## suite %s: %s %s\n", suite.Name, result, note)
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", suite.Name, result, elapsed(begun), note)
	}

	fmt.Printf("\n######## all suites, %s\n", elapsed(started))
	_ = table.Flush()
	fmt.Printf("\n%d passed, %d failed, %d skipped\n", passed, failed, skips)
	return failed
}

func firstLine(text string) string {
	for i, r := range text {
		if r == '\n' {
			return text[:i] + " …"
		}
	}
	return text
}
