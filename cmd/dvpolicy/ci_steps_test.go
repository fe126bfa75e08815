package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const ownRows = `role "clerk" {
  grants {
    account = { user = ["read"] }
  }
}
user "ann" { roles = [role.clerk] }
`

func policyOf(text string) map[string]string { return map[string]string{"policies/p.dv.hcl": text} }

// everyRow widens what ann reads.
var everyRow = strings.Replace(ownRows, `{ user = ["read"] }`, `{ organization = ["read"] }`, 1)

// Whatever check finds is published: what it could not find is not, and no exit code gets lost.
func TestPipelinesPublishWhatCheckFinds(t *testing.T) {
	found := "lint {\n  rule \"grant/org-write\" { severity = \"error\" }\n}\nrole \"clerk\" {\n  grants {\n    account = { organization = [\"write\"] }\n  }\n}\n"
	for service, on := range ciServices {
		for _, test := range []struct {
			what, policy string
			want         int
			sarif        string
		}{
			{"a good policy", ownRows, exitDone, `"version":"2.1.0"`},
			{"a finding", found, exitBad, `"ruleId":"grant/org-write"`},
			{"an invalid policy", "user \"ann\" { roles = [role.nobody] }\n", exitInvalid, `"ruleId":"unknown-role"`},
			{"no policy", "", exitFailed, ""},
		} {
			t.Run(service+"/"+test.what, func(t *testing.T) {
				r := on(t, pullRequest(t, policyOf(test.policy), nil, nil))
				if got := r.step("check"); got != test.want {
					t.Fatalf("exit %d, want %d:\n%s", got, test.want, r.log)
				}
				if code, told := r.told["CHECK_CODE"]; told && code != string(rune('0'+test.want)) {
					t.Errorf("the next step is told exit %s", code)
				}
				if test.sarif == "" {
					if r.reports() != "" {
						t.Errorf("reports are to be published, and there are none:\n%s", r.log)
					}
					return
				}
				if text, err := os.ReadFile(filepath.Join(r.reports(), "check.sarif")); err != nil || !bytes.Contains(text, []byte(test.sarif)) {
					t.Errorf("SARIF has no %s: %v\n%s", test.sarif, err, text)
				}
				if _, err := os.Stat(filepath.Join(r.reports(), "check.xml")); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// A pull request answers for what it changes itself.
func TestPipelinesSayWhatAPullRequestDoesToAccess(t *testing.T) {
	others := policyOf(ownRows + "user \"bob\" { roles = [role.clerk] }\n")
	for service, on := range ciServices {
		for _, test := range []struct {
			what                string
			main, change, later map[string]string
			failOn              string
			want                int
			says, not           string
		}{
			{"wider access", policyOf(ownRows), policyOf(everyRow), nil, "widened", exitBad, "ann", "bob"},
			{"wider access that nothing stops", policyOf(ownRows), policyOf(everyRow), nil, "", exitDone, "ann", "bob"},
			{"narrower access", policyOf(everyRow), policyOf(ownRows), nil, "widened", exitDone, "ann", "bob"},
			{"what main did since", policyOf(ownRows), map[string]string{"x": "y"}, others, "any", exitDone, "o difference", "bob"},
			{"a new policy", map[string]string{"policies/README.md": "x"}, policyOf(ownRows), nil, "widened", exitDone, "the policy is new", "ann"},
			{"an invalid policy", policyOf(ownRows), policyOf("user \"ann\" {"), nil, "widened", exitInvalid, "", "bob"},
			{"a policy that goes", policyOf(ownRows), policyOf(""), nil, "widened", exitFailed, "", "new"},
		} {
			t.Run(service+"/"+test.what, func(t *testing.T) {
				r := on(t, pullRequest(t, test.main, test.change, test.later))
				r.variables["FAIL_ON"] = test.failOn
				if got := r.step("diff"); got != test.want {
					t.Fatalf("exit %d, want %d:\n%s", got, test.want, r.log)
				}
				if report := r.report(); !strings.Contains(report, test.says) || strings.Contains(report, test.not) {
					t.Errorf("the report has no %q, or has %q:\n%s", test.says, test.not, report)
				}
			})
		}
	}
}

// A wider access is accepted where it is made wider, and by the command that the log ends with.
func TestPipelinesTakeAnAcceptanceOnce(t *testing.T) {
	for service, on := range ciServices {
		t.Run(service, func(t *testing.T) {
			dir := pullRequest(t, policyOf(ownRows), policyOf(everyRow), nil)
			r := on(t, dir)
			if got := r.step("diff"); got != exitBad {
				t.Fatalf("exit %d, want %d:\n%s", got, exitBad, r.log)
			}
			line := r.log[strings.LastIndex(r.log, "\ndvpolicy diff ")+1:]
			line, _, _ = strings.Cut(line, "\n")
			c := exec.Command("sh", "-c", line)
			c.Dir, c.Env = dir, gitEnvironment()
			if out, err := c.CombinedOutput(); err != nil && c.ProcessState.ExitCode() != exitBad {
				t.Fatalf("%s: %v: %s", line, err, out)
			}
			git(t, dir, "add", "--all")
			git(t, dir, "commit", "--quiet", "--message=x")
			if got := r.step("diff"); got != exitFailed || !strings.Contains(r.log, "has no reason") {
				t.Errorf("exit %d of an acceptance without a reason:\n%s", got, r.log)
			}
			fillIn(t, filepath.Join(dir, "dvpolicy-accepted.json"))
			git(t, dir, "commit", "--quiet", "--all", "--message=x")
			if got := r.step("diff"); got != exitDone {
				t.Errorf("exit %d, want %d, of an accepted change:\n%s", got, exitDone, r.log)
			}
			git(t, dir, "update-ref", "refs/remotes/origin/main", "HEAD")
			writeAll(t, dir, policyOf(everyRow+"user \"bob\" {}\n"))
			git(t, dir, "commit", "--quiet", "--all", "--message=x")
			if got := r.step("diff"); got != exitDone {
				t.Errorf("exit %d of the next pull request, which has nothing to do with it:\n%s", got, r.log)
			}
		})
	}
}

// fillIn says who accepts all that a file accepts, why and until when.
func fillIn(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, entry := range file["changes"].([]any) {
		e := entry.(map[string]any)
		e["reason"], e["owner"], e["expires"] = "she counts them", "dora@contoso.example", "9999-12-31"
	}
	text, err = json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, filepath.Dir(path), map[string]string{filepath.Base(path): string(text)})
}

// What the steps run is shell, and where there is somebody to ask, good shell.
func TestPipelinesAreShell(t *testing.T) {
	checks := [][]string{{"bash", "-n", "/dev/stdin"}}
	if installed("shellcheck") {
		checks = append(checks, []string{"shellcheck", "--shell=bash", "-"})
	}
	for service, on := range ciServices {
		ran := 0
		for _, step := range on(t, "").steps {
			if step.Run+step.Bash == "" {
				continue
			}
			ran++
			for _, check := range checks {
				c := exec.Command(check[0], check[1:]...)
				c.Stdin = strings.NewReader(step.Run + step.Bash)
				if out, err := c.CombinedOutput(); err != nil {
					t.Errorf("%s: %s: %s: %s", service, step.Name, check[0], out)
				}
			}
		}
		if ran < 4 {
			t.Errorf("%s has %d scripts, want install, check, diff and comment", service, ran)
		}
	}
}
