package render

import (
	"regexp"
	"strings"
	"testing"

	"github.com/dvpolicy/dvpolicy/lint"
)

func TestEscapesOfCommands(t *testing.T) {
	for _, test := range []struct {
		escape     *strings.Replacer
		text, want string
	}{
		{gitHubData, "100%\r\na:b,c", "100%25%0D%0Aa:b,c"},
		{gitHubProperty, "100%\r\na:b,c", "100%25%0D%0Aa%3Ab%2Cc"},
		{gitHubData, "%0A", "%250A"}, // what looks escaped is not
		{azureCommand, "100%\r\na];b", "100%AZP25%0D%0Aa%5D%3Bb"},
		{azureCommand, "%0A", "%AZP250A"},
		{azureLine, "##vso[task.complete] ###", "# #vso[task.complete] # ##"},
	} {
		if got := test.escape.Replace(test.text); got != test.want {
			t.Errorf("%q is written %q, want %q", test.text, got, test.want)
		}
	}
}

func TestGitHubAnnotations(t *testing.T) {
	got := written(t, reports()["findings"], "github")
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	for i, want := range []string{
		"::error file=policies/ä b/c%3Ad%25.dv.hcl,line=1,col=1,endColumn=2,title=user/guest-privileged::a]b;c%25d,e:f",
		"::warning file=policies/ä b/c%3Ad%25.dv.hcl,line=1,col=5,endColumn=12,title=grant/org-write::clerk writes",
		"::warning file=policies/ä b/c%3Ad%25.dv.hcl,line=2,endLine=3,title=grant/org-write::in one (in prod)",
		"::warning file=policies/customizations.xml,line=7,title=grant/org-write::a line",
		"::notice title=role/naming::about the policy",
		"::notice file=policies/customizations.xml,title=role/naming::a file as a whole",
		"1 error, 3 warnings, 2 infos, 1 waived",
	} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Fatalf("line %d is not\n%s\nbut in\n%s", i+1, want, got)
		}
	}
	if len(lines) != 7 {
		t.Errorf("%d lines, want 7: a name has broken one\n%s", len(lines), got)
	}
}

// In what Azure DevOps gets, there are no commands but issues of the task: it looks for one in every line, wherever that begins.
func TestAzureDevOpsGetsNoOtherCommand(t *testing.T) {
	r := testFindings()
	r.Findings = append(r.Findings, lint.Finding{Rule: testInfo, Severity: lint.Info, Message: hostile, Address: hostile})
	got := written(t, ReportFindings(r, testMeasure, testOrigin), "azure-devops")
	command := regexp.MustCompile(`^##vso\[task\.logissue (type=(error|warning);)(sourcepath=[^;\]]+;)?(linenumber=\d+;)?(columnnumber=\d+;)?code=[a-z/-]+;\]`)
	commands := 0
	for line := range strings.Lines(got) {
		rest := line
		if at := command.FindString(line); at != "" {
			commands++
			rest = strings.TrimPrefix(line, at)
			if _, hidden, _ := strings.Cut(rest, "##vso["); strings.Contains(hidden, "]") {
				t.Errorf("another command ends in %q", rest)
			}
			continue
		}
		if strings.Contains(rest, "##") {
			t.Errorf("a command in %q", line)
		}
	}
	if commands != 4 {
		t.Errorf("%d issues, want 4\n%s", commands, got)
	}
	if want := "##vso[task.logissue type=warning;sourcepath=policies/ä b/c:d%AZP25.dv.hcl;linenumber=1;columnnumber=5;code=grant/org-write;]clerk writes\n"; !strings.Contains(got, want) {
		t.Errorf("no %s in\n%s", want, got)
	}
}
