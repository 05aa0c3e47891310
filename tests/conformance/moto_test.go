package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"testing"
)

// moto is an AWS that others wrote: it checks signing, paging and parsing independently of the sandbox. It ignores
// filters and sort order, so only whole counts are compared. tests/moto/check.py starts it, loads it and runs this test.
func TestMoto(t *testing.T) {
	endpoint := os.Getenv("MOTO_URL")
	if endpoint == "" {
		t.Skip("MOTO_URL is not set: run tests/moto/check.py, which starts moto and loads it")
	}
	want := map[string]float64{}
	if err := json.Unmarshal([]byte(os.Getenv("MOTO_EXPECTED")), &want); err != nil {
		t.Fatalf("MOTO_EXPECTED is not JSON of counts by severity: %v", err)
	}
	settings := fmt.Sprintf(`{"authType":"keys","defaultRegion":"us-east-1","endpoint":%q}`, endpoint)
	secrets := map[string]string{"accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
	g := startPlugin(t, settings, secrets)

	got := countsBySeverity(t, g.frames(t, sqlQuery("A", countBySeverity)))
	if !maps.Equal(got, want) {
		t.Errorf("the plugin counted %v, moto holds %v", got, want)
	}
}
