package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/dvpolicy/dvpolicy/examples/ci"
)

// What examples/ci installs is this version of the program, with a Go that can build it.
func TestPipelinesInstallThisVersion(t *testing.T) {
	program := regexp.MustCompile(`(?m)^ *(?:ARG )?(?:DVPOLICY_VERSION[:=]|rev:) *v(\S+)$`)
	golang := regexp.MustCompile(`(?:go-version: '|GO_VERSION: |FROM golang:)(\d+\.\d+)`)
	module, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	wants := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(module)
	for _, file := range []string{"github/dvpolicy.yml", "azure-devops/azure-pipelines.yml", ".pre-commit-config.yaml", "Dockerfile"} {
		text, err := os.ReadFile("../../examples/ci/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if found := program.FindAllSubmatch(text, -1); len(found) != 1 || string(found[0][1]) != version {
			t.Errorf("%s installs %q, want one version, %s", file, found, version)
		}
		for _, found := range golang.FindAllSubmatch(text, -1) {
			if string(found[1]) != string(wants[1]) {
				t.Errorf("%s has Go %s, the module wants %s", file, found[1], wants[1])
			}
		}
	}
}

// init writes the files of examples/ci: for the folder that they name, byte for byte.
func TestPipelinesAreTheExamples(t *testing.T) {
	for service, file := range map[string]string{"github": "github/dvpolicy.yml", "azure-devops": "azure-devops/azure-pipelines.yml"} {
		want, err := os.ReadFile("../../examples/ci/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, pipeline := range ci.Pipelines() {
			if pipeline.Service != service {
				continue
			}
			if got, err := pipeline.For("policies"); err != nil || got != string(want) {
				t.Errorf("the pipeline of %s is not %s: %v", service, file, err)
			}
			if got, err := pipeline.For("a'b"); err != nil || !strings.Contains(got, "\n  POLICY: 'a''b' #") {
				t.Errorf("the pipeline of %s does not name the policy's folder: %v", service, err)
			}
		}
	}
}

// What a condition or an input asks of the steps before it, one of them tells.
func TestPipelinesAskForWhatStepsTell(t *testing.T) {
	for _, test := range []struct{ file, asks, tells string }{
		{"github/dvpolicy.yml", `steps\.(\w+\.outputs\.\w+)`, `(?s)id: %s\n.*echo "%s=.*" >>"\$GITHUB_OUTPUT"`},
		{"azure-devops/azure-pipelines.yml", `variables\['([A-Z_]+)'\]|\$\(([A-Z_]+)\)`, `task\.setvariable variable=%s\]|(?m)^  %s: \S`},
	} {
		text, err := os.ReadFile("../../examples/ci/" + test.file)
		if err != nil {
			t.Fatal(err)
		}
		asked := regexp.MustCompile(test.asks).FindAllStringSubmatch(string(text), -1)
		for _, a := range asked {
			step, output, twoNames := strings.Cut(a[1], ".outputs.")
			if !twoNames {
				step = a[len(a)-1] + a[1]
				output = step
			}
			if !regexp.MustCompile(fmt.Sprintf(test.tells, step, output)).Match(text) {
				t.Errorf("%s asks for %s, which no step tells", test.file, a[0])
			}
		}
		if len(asked) < 4 {
			t.Errorf("%s asks for %q, want more", test.file, asked)
		}
	}
}

// The hooks do what their descriptions say, with the arguments that our example gives them.
func TestHooksPassAndFail(t *testing.T) {
	type hook struct {
		ID, Entry string
		Args      []string
		Passes    bool `yaml:"pass_filenames"`
	}
	var hooks []hook
	var config struct {
		Repos []struct{ Hooks []hook }
	}
	readYAML(t, "../../.pre-commit-hooks.yaml", &hooks)
	readYAML(t, "../../examples/ci/.pre-commit-config.yaml", &config)
	args := map[string][]string{}
	for _, h := range config.Repos[0].Hooks {
		args[h.ID] = h.Args
	}
	for _, test := range []struct {
		policy string
		want   map[string]int
	}{
		{"user \"ann\" {}\n", map[string]int{"dvpolicy-fmt": exitDone, "dvpolicy-check": exitDone}},
		{"user   \"ann\" {}\n", map[string]int{"dvpolicy-fmt": exitBad, "dvpolicy-check": exitDone}},
		{"user \"ann\" { roles = [role.nobody] }\n", map[string]int{"dvpolicy-fmt": exitDone, "dvpolicy-check": exitInvalid}},
	} {
		t.Chdir(t.TempDir())
		writeAll(t, ".", map[string]string{"policies/p.dv.hcl": test.policy})
		for _, h := range hooks {
			for _, folder := range [][]string{h.Args, args[h.ID]} {
				if h.Passes || len(folder) != 1 {
					t.Fatalf("%s runs in %q, and for each file: %v", h.ID, folder, h.Passes)
				}
				var log bytes.Buffer
				line := append(strings.Fields(h.Entry), folder...)
				if code := run(line[1:], strings.NewReader(""), &log, &log); line[0] != "dvpolicy" || code != test.want[h.ID] {
					t.Errorf("%s: exit %d, want %d: %s", strings.Join(line, " "), code, test.want[h.ID], log.String())
				}
			}
		}
		if len(hooks) != len(test.want) {
			t.Errorf("%d hooks, want %d", len(hooks), len(test.want))
		}
	}
}

// What the image is built with is what a shell reads, and runs a program that there is.
func TestDockerfileBuildsTheProgram(t *testing.T) {
	text, err := os.ReadFile("../../examples/ci/Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	installed := regexp.MustCompile(`(?m)^RUN .*go install .*"github.com/dvpolicy/dvpolicy/(\S+)@`).FindSubmatch(text)
	if installed == nil {
		t.Fatal("it installs no program of this module")
	}
	if _, err := os.Stat(filepath.Join("../..", string(installed[1]), "main.go")); err != nil {
		t.Error(err)
	}
	for _, line := range regexp.MustCompile(`(?m)^RUN (.*)$`).FindAllSubmatch(text, -1) {
		if out, err := exec.Command("sh", "-n", "-c", string(line[1])).CombinedOutput(); err != nil {
			t.Errorf("%s: %s", line[1], out)
		}
	}
	if !regexp.MustCompile(`(?m)^USER [1-9]`).Match(text) {
		t.Error("it runs as root")
	}
}

func readYAML(t *testing.T, path string, to any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, to); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func writeAll(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
