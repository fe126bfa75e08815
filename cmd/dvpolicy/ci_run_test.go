package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A ciRun is a pipeline of examples/ci on a pull request, as far as it goes without its service: the scripts of its steps run in a shell, in a
// repository, with what the service would give them.
type ciRun struct {
	t         *testing.T
	dir, temp string
	shell     []string
	steps     map[string]ciStep
	variables map[string]string // that every step has
	values    map[string]string // of the expressions in the variables of one step
	told      map[string]string // what steps told the service
	log       string            // of the last step
}

type ciStep struct {
	Name, Run, Bash string
	Env             map[string]string
}

// onGitHub and onAzureDevOps are the two services.
func onGitHub(t *testing.T, dir string) *ciRun {
	var workflow struct {
		Env  map[string]string
		Jobs map[string]struct{ Steps []ciStep }
	}
	readYAML(t, "../../examples/ci/github/dvpolicy.yml", &workflow)
	r := newRun(t, dir, workflow.Env, append(workflow.Jobs["check"].Steps, workflow.Jobs["diff"].Steps...))
	r.shell = []string{"-e"}
	r.variables["RUNNER_TEMP"] = r.temp
	r.variables["GITHUB_OUTPUT"] = filepath.Join(r.temp, "output")
	r.variables["GITHUB_STEP_SUMMARY"] = filepath.Join(r.temp, "summary")
	r.values = map[string]string{
		"${{ github.base_ref }}": "main", "${{ github.token }}": "secret", "${{ github.repository }}": "contoso/access",
		"${{ github.event.pull_request.number }}": "12",
	}
	return r
}

func onAzureDevOps(t *testing.T, dir string) *ciRun {
	var pipeline struct {
		Variables map[string]string
		Steps     []ciStep
	}
	readYAML(t, "../../examples/ci/azure-devops/azure-pipelines.yml", &pipeline)
	r := newRun(t, dir, pipeline.Variables, pipeline.Steps)
	r.shell = []string{"--noprofile", "--norc"}
	r.variables["AGENT_TEMPDIRECTORY"] = r.temp
	r.variables["SYSTEM_PULLREQUEST_TARGETBRANCH"] = "refs/heads/main"
	r.values = map[string]string{"$(System.AccessToken)": "secret"}
	return r
}

// ciServices are where pipelines run: ours do the same on each.
var ciServices = map[string]func(*testing.T, string) *ciRun{"github": onGitHub, "azure-devops": onAzureDevOps}

func newRun(t *testing.T, dir string, variables map[string]string, steps []ciStep) *ciRun {
	r := &ciRun{t: t, dir: dir, temp: t.TempDir(), variables: variables, steps: map[string]ciStep{}, told: map[string]string{}}
	for _, s := range steps {
		if s.Name != "" {
			r.steps[strings.ToLower(s.Name)] = s
		}
	}
	return r
}

// step runs a step, and returns its exit code.
func (r *ciRun) step(name string) int {
	r.t.Helper()
	s, found := r.steps[name]
	if !found {
		r.t.Fatalf("there is no step %s", name)
	}
	script := filepath.Join(r.temp, name+".sh")
	writeAll(r.t, r.temp, map[string]string{name + ".sh": s.Run + s.Bash})
	c := exec.Command("bash", append(r.shell, script)...)
	c.Dir = r.dir
	c.Env = gitEnvironment()
	for _, variables := range []map[string]string{r.variables, r.told, s.Env} {
		for key, value := range variables {
			c.Env = append(c.Env, key+"="+r.value(value))
		}
	}
	out, err := c.CombinedOutput()
	r.log = string(out)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		r.t.Fatal(err)
	}
	r.listen()
	return c.ProcessState.ExitCode()
}

// value is a variable as the service gives it to a step.
func (r *ciRun) value(text string) string {
	for expression, value := range r.values {
		text = strings.ReplaceAll(text, expression, value)
	}
	text = regexp.MustCompile(`\$\{\{ steps\.\w+\.outputs\.(\w+) \}\}`).ReplaceAllStringFunc(text, func(e string) string {
		name := strings.TrimSuffix(e[strings.LastIndex(e, ".")+1:], " }}")
		return r.told[name]
	})
	if strings.Contains(text, "${{") || strings.Contains(text, "$(") {
		r.t.Fatalf("nobody knows what %s is", text)
	}
	return text
}

// listen hears what a step told the service.
func (r *ciRun) listen() {
	text := r.log
	if output, err := os.ReadFile(r.variables["GITHUB_OUTPUT"]); err == nil {
		text = string(output)
	}
	for _, told := range regexp.MustCompile(`(?m)^(?:##vso\[task\.setvariable variable=)?(\w+)[=\]](.*)$`).FindAllStringSubmatch(text, -1) {
		r.told[told[1]] = told[2]
	}
}

// reports and report are where the steps said that they had written: "" where they did not.
func (r *ciRun) reports() string { return r.told["reports"] + r.told["CHECK_REPORTS"] }
func (r *ciRun) report() string {
	text, err := os.ReadFile(r.told["report"] + r.told["DIFF_REPORT"])
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		r.t.Fatal(err)
	}
	return string(text)
}

func gitEnvironment() []string {
	return append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=ann", "GIT_AUTHOR_EMAIL=ann@contoso.example",
		"GIT_COMMITTER_NAME=ann", "GIT_COMMITTER_EMAIL=ann@contoso.example")
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	c := exec.Command("git", args...)
	c.Dir, c.Env = dir, gitEnvironment()
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %s", strings.Join(args, " "), out)
	}
}

// pullRequest is a repository in which files of main are changed by a pull request; the service has merged it, and then main moved on. A file
// without text is not there.
func pullRequest(t *testing.T, main, change, later map[string]string) string {
	dir := t.TempDir()
	git(t, dir, "init", "--quiet", "--initial-branch=main")
	commit := func(files map[string]string) {
		writeAll(t, dir, files)
		for name, text := range files {
			if text == "" {
				os.Remove(filepath.Join(dir, name))
			}
		}
		git(t, dir, "add", "--all")
		git(t, dir, "commit", "--quiet", "--allow-empty", "--message=x")
	}
	writeAll(t, dir, map[string]string{"README.md": "access\n"})
	commit(main)
	git(t, dir, "checkout", "--quiet", "-b", "change")
	commit(change)
	git(t, dir, "checkout", "--quiet", "main")
	git(t, dir, "checkout", "--quiet", "--detach")
	git(t, dir, "merge", "--quiet", "--no-ff", "--message=x", "change")
	git(t, dir, "tag", "merged")
	git(t, dir, "checkout", "--quiet", "main")
	commit(later)
	git(t, dir, "update-ref", "refs/remotes/origin/main", "main")
	git(t, dir, "checkout", "--quiet", "--detach", "merged")
	return dir
}
