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
	own := motoCounts(t, "MOTO_EXPECTED")
	if got := countsInMoto(t, ""); !maps.Equal(got, own) {
		t.Errorf("the plugin counted %v, moto holds %v", got, own)
	}
}

// moto's STS answers AssumeRole, and what is then asked is the role's account.
func TestMotoRoles(t *testing.T) {
	own, ofRole, role := motoCounts(t, "MOTO_EXPECTED"), motoCounts(t, "MOTO_EXPECTED_OF_ROLE"), os.Getenv("MOTO_ROLE")
	if got := countsInMoto(t, fmt.Sprintf(`,"assumeRoleArn":%q`, role)); !maps.Equal(got, ofRole) {
		t.Errorf("as %s the plugin counted %v, moto holds %v", role, got, ofRole)
	}
	both := sum(own, ofRole)
	list := `,"accounts":{"mode":"list","list":[{"id":"123456789012"},{"id":"444455556666","roleArn":%q}]}`
	if got := countsInMoto(t, fmt.Sprintf(list, role)); !maps.Equal(got, both) {
		t.Errorf("of both accounts the plugin counted %v, moto holds %v", got, both)
	}
}

// moto's Organizations lists the accounts, and those that were chosen are asked.
func TestMotoOrganization(t *testing.T) {
	own, ofMember := motoCounts(t, "MOTO_EXPECTED"), motoCounts(t, "MOTO_EXPECTED_OF_MEMBER")
	organization := `,"accounts":{"mode":"organization","roleName":"Posture"%s}`
	for chosen, want := range map[string]map[string]float64{
		"":                    sum(own, ofMember),
		`,"include":["shop"]`: ofMember,
		`,"exclude":["Shop"]`: own,
	} {
		if got := countsInMoto(t, fmt.Sprintf(organization, chosen)); !maps.Equal(got, want) {
			t.Errorf("of the organization%s the plugin counted %v, moto holds %v", chosen, got, want)
		}
	}
}

func sum(one, other map[string]float64) map[string]float64 {
	both := maps.Clone(one)
	for severity, count := range other {
		both[severity] += count
	}
	return both
}

func motoCounts(t *testing.T, name string) map[string]float64 {
	t.Helper()
	if os.Getenv("MOTO_URL") == "" {
		t.Skip("MOTO_URL is not set: run tests/moto/check.py, which starts moto and loads it")
	}
	counts := map[string]float64{}
	if err := json.Unmarshal([]byte(os.Getenv(name)), &counts); err != nil {
		t.Fatalf("%s is not JSON of counts by severity: %v", name, err)
	}
	return counts
}

// countsInMoto asks a plugin with more settings than the key and the address.
func countsInMoto(t *testing.T, more string) map[string]float64 {
	t.Helper()
	settings := fmt.Sprintf(`{"authType":"keys","defaultRegion":"us-east-1","endpoint":%q%s}`, os.Getenv("MOTO_URL"), more)
	secrets := map[string]string{"accessKey": "AKIAIOSFODNN7EXAMPLE", "secretKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
	g := startPlugin(t, settings, secrets)
	return countsBySeverity(t, g.frames(t, sqlQuery("A", countBySeverity)))
}
