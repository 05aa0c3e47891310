package conformance

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/data"
)

// examples are questions to which the answer is known: those that AWS itself published, which
// tests/awscli_examples/check.py serves by access key, or those that boto3 read.
type examples struct {
	Endpoint  string    `json:"endpoint"`
	Region    string    `json:"region"`
	Questions []example `json:"questions"`
}

type example struct {
	Name      string    `json:"name"`
	AccessKey string    `json:"accessKey"`
	SQL       string    `json:"sql"`
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Rows      int       `json:"rows"`
	// Values of some columns, row by row, as shownAs writes them.
	Values map[string][]string `json:"values"`
}

func TestExamplesOfAWSsCommandLine(t *testing.T) {
	askExamples(t, "AWSCLI_EXAMPLES", "tests/awscli_examples/check.py, which serves the examples")
}

func TestRowsEqualBoto3s(t *testing.T) {
	askExamples(t, "BOTO3_ROWS", "tests/sandbox_boto3/config_tables.py or cost_tables.py, which read the rows with boto3")
}

// askExamples asks the questions in the file that a variable names, which a script sets.
func askExamples(t *testing.T, variable string, script string) {
	path := os.Getenv(variable)
	if path == "" {
		t.Skipf("%s is not set: run %s", variable, script)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	known := examples{Region: "us-east-1"}
	if err := json.Unmarshal(text, &known); err != nil {
		t.Fatalf("%s is not what %s writes: %v", variable, script, err)
	}
	settings := fmt.Sprintf(`{"authType":"keys","defaultRegion":%q,"endpoint":%q}`, known.Region, known.Endpoint)
	g := startPlugin(t, settings, nil)
	for _, example := range known.Questions {
		t.Run(example.Name, func(t *testing.T) {
			g.settings = instanceSettings(settings, map[string]string{"accessKey": example.AccessKey, "secretKey": "secret"})
			g.settings.Uid = example.AccessKey
			g.from, g.to = example.From, example.To
			frame := onlyFrame(t, g.frames(t, sqlQuery("A", example.SQL)))
			if frame.Rows() != example.Rows {
				t.Fatalf("%d rows of an example with %d items", frame.Rows(), example.Rows)
			}
			for column, want := range example.Values {
				if got := shownIn(t, frame, column); !slices.Equal(got, want) {
					t.Errorf("%s has %q, the example %q", column, got, want)
				}
			}
		})
	}
}

func shownIn(t *testing.T, frame *data.Frame, column string) []string {
	t.Helper()
	field, index := frame.FieldByName(column)
	if index < 0 {
		t.Fatalf("there is no column %q", column)
	}
	shown := make([]string, field.Len())
	for row := range shown {
		if value, ok := field.ConcreteAt(row); ok {
			shown[row] = shownAs(value)
		}
	}
	return shown
}

func shownAs(value any) string {
	switch value := value.(type) {
	case time.Time:
		return strconv.FormatInt(value.UnixMilli(), 10)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	default:
		return fmt.Sprint(value)
	}
}
