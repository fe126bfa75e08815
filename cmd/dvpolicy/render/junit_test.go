package render

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
)

// No package of pure Go asks an XML schema, so the rules that Jenkins publishes for JUnit files stand here by hand: what each element may
// hold, its attributes, of which some must be there, and whether it may have text.
// https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
var junitSchema = map[string]struct {
	elements, required, optional string
	text                         bool
}{
	"":           {elements: "testsuites"},
	"testsuites": {elements: "testsuite", optional: "name time tests failures errors"},
	"testsuite": {elements: "testsuite properties testcase system-out system-err", required: "name tests failures errors",
		optional: "group time skipped timestamp hostname id package file log url"},
	"testcase":   {elements: "skipped error failure rerunFailure rerunError flakyFailure flakyError system-out system-err", required: "name", optional: "time classname group"},
	"failure":    {optional: "type message", text: true},
	"skipped":    {optional: "type message", text: true},
	"system-out": {text: true},
}

var junitTime = regexp.MustCompile(`^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$`)

// junitFaults are what a document has against the schema, and counts that do not agree with what is there.
func junitFaults(text string) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	open := []string{""}
	count := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if token == nil {
			if err.Error() != "EOF" {
				fault("%v", err)
			}
			return faults
		}
		in := open[len(open)-1]
		switch e := token.(type) {
		case xml.StartElement:
			name := e.Name.Local
			rule, known := junitSchema[name]
			if !known || !slices.Contains(strings.Fields(junitSchema[in].elements), name) {
				fault("<%s> in <%s>", name, in)
			}
			missing := strings.Fields(rule.required)
			for _, a := range e.Attr {
				missing = slices.DeleteFunc(missing, func(m string) bool { return m == a.Name.Local })
				if !slices.Contains(strings.Fields(rule.required+" "+rule.optional), a.Name.Local) {
					fault("<%s %s>", name, a.Name.Local)
				}
				if a.Name.Local == "time" && name != "testcase" && !junitTime.MatchString(a.Value) {
					fault("time %q", a.Value)
				}
			}
			if len(missing) > 0 {
				fault("<%s> without %v", name, missing)
			}
			if name == "testsuite" {
				count = map[string]int{"suite": 1}
				for _, a := range e.Attr {
					count["said "+a.Name.Local], _ = strconv.Atoi(a.Value)
				}
			}
			count[name]++
			open = append(open, name)
		case xml.EndElement:
			if e.Name.Local == "testsuite" && (count["said tests"] != count["testcase"] || count["said failures"] != count["failure"] || count["said skipped"] != count["skipped"]) {
				fault("counts of %v", count)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if !junitSchema[in].text && strings.TrimSpace(string(e)) != "" {
				fault("text in <%s>: %q", in, e)
			}
		}
	}
}

func TestJUnitFollowsTheSchemaOfJenkins(t *testing.T) {
	for name, r := range reports() {
		text := written(t, r, "junit")
		if faults := junitFaults(text); len(faults) > 0 {
			t.Errorf("%s: %s", name, faults[0])
		}
		for _, c := range text {
			if c < ' ' && c != '\n' && c != '\t' || c == '\ufffe' || c == '\uffff' {
				t.Errorf("%s: %U is no character of XML", name, c)
			}
		}
	}
	for _, wrong := range []string{
		"<testsuite/>", "<testsuites skipped='1'/>", "<testsuites><testcase name='x'/></testsuites>", "<testsuites>text</testsuites>", "<testsuites>",
		"<testsuites time='x'/>", "<testsuites><testsuite name='a' tests='2' failures='0' errors='0'><testcase name='x'/></testsuite></testsuites>",
		"<testsuites><testsuite name='a'/></testsuites>",
	} {
		if len(junitFaults(wrong)) == 0 {
			t.Errorf("%s passes", wrong)
		}
	}
}

func TestJUnitOfFindings(t *testing.T) {
	got := written(t, reports()["findings"], "junit")
	for _, want := range []string{
		`<testsuites name="dvpolicy" time="0" tests="4" failures="2">`,
		`<testcase name="env/no-security-group" classname="dvpolicy.env" time="0">` + "\n\t\t\t" + `<skipped message="no file says | it"></skipped>`,
		`<failure message="3 findings, the first: clerk writes" type="warning"><![CDATA[policies/ä b/c:d%.dv.hcl:1:5: warning: clerk writes [grant/org-write]` + "\n" +
			`policies/ä b/c:d%.dv.hcl:2:1: warning: in one (in prod) [grant/org-write]` + "\n" + `policies/customizations.xml:7: warning: a line [grant/org-write]]]></failure>`,
		`<testcase name="role/naming" classname="dvpolicy.role" time="0">` + "\n\t\t\t" + `<system-out><![CDATA[info: about the policy [role/naming]`, // below the fail level
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if strings.Contains(got, "accepted") {
		t.Error("what is waived fails")
	}
	never := Measure{Fails: func(lint.Severity) bool { return false }}
	if got := written(t, ReportFindings(testFindings(), never, testOrigin), "junit"); strings.Contains(got, "<failure") || strings.Count(got, "<system-out>") != 3 {
		t.Errorf("something fails though nothing may:\n%s", got)
	}
	if clean := written(t, reports()["nothing"], "junit"); !strings.Contains(clean, `<testcase name="grant/org-write" classname="dvpolicy.grant" time="0"></testcase>`) {
		t.Errorf("a rule that found nothing does not pass:\n%s", clean)
	}
}

func TestJUnitOfAnInvalidPolicy(t *testing.T) {
	got := written(t, reports()["diagnostics"], "junit")
	for _, want := range []string{`tests="3" failures="2"`, `<testcase name="a-doubt" classname="dvpolicy.policy"`, `type="error"><![CDATA[policies/p.dv.hcl:1:5: error: no a]b`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

func TestTextOfXMLHasNoOtherCharacters(t *testing.T) {
	if got := xmlText("a\x00\x1b\tb\n\ufffe\xff🙂\ud7ff"); got != "a\ufffd\ufffd\tb\n\ufffd\ufffd🙂\ud7ff" {
		t.Errorf("got %q", got)
	}
}
