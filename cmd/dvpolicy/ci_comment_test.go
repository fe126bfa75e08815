package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A comment, as both services have them.
type ciComment struct {
	ID   int    `json:"id"`
	By   string `json:"by"`
	Text string `json:"text"`
}

var commentServers = map[string]func(*testing.T, *ciRun, []ciComment) func() []ciComment{"github": fakeGitHub, "azure-devops": fakeAzureDevOps}

// There is one comment, which says what the last run found; those of others stay as they are.
func TestPipelinesKeepOneComment(t *testing.T) {
	const by, marker = "github-actions[bot]", "<!-- dvpolicy diff -->\n"
	others := []ciComment{{1, "ann", marker + "is what it begins with"}, {2, by, "of another pipeline"}}
	for service, serve := range commentServers {
		if !installed("jq", "curl") { // which the services' machines have
			continue
		}
		t.Run(service, func(t *testing.T) {
			r := ciServices[service](t, pullRequest(t, policyOf(ownRows), policyOf(everyRow), nil))
			before := others
			if service == "azure-devops" { // where authors are not looked at
				before = others[1:]
			}
			comments := serve(t, r, before)
			r.step("diff")
			for range 2 {
				if got := r.step("comment"); got != 0 || strings.Contains(r.log, "warning") {
					t.Fatalf("exit %d:\n%s", got, r.log)
				}
				want := append(append([]ciComment{}, before...), ciComment{3, by, marker + r.report()})
				if got := comments(); !slices.Equal(got, want) {
					t.Fatalf("the comments are\n%+v\nwant\n%+v", got, want)
				}
				r.variables["FAIL_ON"] = "any" // the next run says something else, or the same
				writeAll(t, r.dir, policyOf(ownRows+"user \"bob\" { roles = [role.clerk] }\n"))
				r.step("diff")
				if !strings.Contains(r.report(), "bob") {
					t.Fatalf("the second report does not have bob:\n%s", r.report())
				}
			}
		})
	}
}

// Nobody wants to read that there is nothing to read.
func TestPipelinesDoNotCommentOnNothing(t *testing.T) {
	for service, serve := range commentServers {
		if !installed("jq", "curl") {
			continue
		}
		t.Run(service, func(t *testing.T) {
			r := ciServices[service](t, pullRequest(t, policyOf(ownRows), map[string]string{"x": "y"}, nil))
			comments := serve(t, r, nil)
			if code := r.step("diff"); code != exitDone || r.report() == "" {
				t.Fatalf("exit %d:\n%s", code, r.log)
			}
			if code := r.step("comment"); code != 0 || len(comments()) > 0 || strings.Contains(r.log, "warning") {
				t.Errorf("exit %d, comments %+v:\n%s", code, comments(), r.log)
			}
		})
	}
}

// A comment that cannot be written is no reason to fail, and is not passed over in silence either.
func TestPipelinesOutliveACommentThatCannotBeWritten(t *testing.T) {
	for service, on := range ciServices {
		if !installed("jq", "curl") {
			continue
		}
		t.Run(service, func(t *testing.T) {
			r := on(t, pullRequest(t, policyOf(ownRows), policyOf(everyRow), nil))
			r.step("diff")
			for _, name := range []string{"SYSTEM_TEAMPROJECTID", "BUILD_REPOSITORY_ID", "SYSTEM_PULLREQUEST_PULLREQUESTID"} {
				r.variables[name] = "1"
			}
			r.variables["SYSTEM_COLLECTIONURI"] = "http://127.0.0.1:1/"
			writeProgram(t, r, "gh", "#!/bin/sh\necho 'HTTP 403: Resource not accessible by integration' >&2\nexit 1\n")
			if got := r.step("comment"); got != 0 || !strings.Contains(r.log, "warning") {
				t.Errorf("exit %d:\n%s", got, r.log)
			}
		})
	}
}

func installed(programs ...string) bool {
	return !slices.ContainsFunc(programs, func(name string) bool { _, err := exec.LookPath(name); return err != nil })
}

// gh is the program gh as far as our step uses it: the comments are a file.
const gh = `#!/bin/bash
set -e
method=GET
while [ $# -gt 0 ]; do
  case $1 in
    api|--silent|--paginate) ;;
    --method) method=$2; shift ;;
    --jq) filter=$2; shift ;;
    --field) file=${2#body=@}; shift ;;
    repos/contoso/access/issues/12/comments) url=all ;;
    repos/contoso/access/issues/comments/*) url=${1##*/} ;;
    *) echo "HTTP 404: $1" >&2; exit 1 ;;
  esac
  shift
done
[ "$GH_TOKEN" = secret ]
case $method$url in
  GETall) jq '[.[] | {id, body: .text, user: {login: .by}}]' "$STORE" | jq -r "$filter"; exit ;;
  POSTall) jq --rawfile text "$file" '. + [{id: 3, by: "github-actions[bot]", text: $text}]' "$STORE" >"$STORE.new" ;;
  PATCH*) jq --rawfile text "$file" --argjson id "$url" 'map(if .id == $id then .text = $text else . end)' "$STORE" >"$STORE.new" ;;
  *) exit 1 ;;
esac
mv "$STORE.new" "$STORE"
`

func fakeGitHub(t *testing.T, r *ciRun, before []ciComment) func() []ciComment {
	store := filepath.Join(r.temp, "comments.json")
	text, err := json.Marshal(before)
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, r.temp, map[string]string{"comments.json": string(text)})
	r.variables["STORE"] = store
	writeProgram(t, r, "gh", gh)
	return func() (all []ciComment) {
		text, err := os.ReadFile(store)
		if err == nil {
			err = json.Unmarshal(text, &all)
		}
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
}

// writeProgram puts a program where the steps of a run find it first.
func writeProgram(t *testing.T, r *ciRun, name, script string) {
	bin := filepath.Join(r.temp, "bin")
	writeAll(t, bin, map[string]string{name: script})
	if err := os.Chmod(filepath.Join(bin, name), 0o755); err != nil {
		t.Fatal(err)
	}
	r.variables["PATH"] = bin + string(os.PathListSeparator) + os.Getenv("PATH")
}

// fakeAzureDevOps is the service's API of threads, as far as our step uses it.
func fakeAzureDevOps(t *testing.T, r *ciRun, before []ciComment) func() []ciComment {
	all := append([]ciComment{}, before...)
	const threads = "/contoso/7d/_apis/git/repositories/8e/pullRequests/12/threads"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		var sent struct {
			Content  string
			Comments []struct {
				Content                      string
				CommentType, ParentCommentID int
			}
		}
		if q.Header.Get("Authorization") != "Bearer secret" || q.URL.RawQuery != "api-version=7.1" {
			http.Error(w, "who is it?", http.StatusUnauthorized)
			return
		}
		if q.Method != http.MethodGet && json.NewDecoder(q.Body).Decode(&sent) != nil {
			http.Error(w, "what?", http.StatusBadRequest)
			return
		}
		inner, below := strings.CutPrefix(q.URL.Path, threads)
		words := strings.Split(inner, "/") // "", thread, "comments", comment
		switch {
		case below && inner == "" && q.Method == http.MethodGet:
			json.NewEncoder(w).Encode(map[string]any{"value": threadsOf(all)})
		case below && inner == "" && q.Method == http.MethodPost && len(sent.Comments) == 1 && sent.Comments[0].CommentType == 1:
			all = append(all, ciComment{3, "github-actions[bot]", sent.Comments[0].Content})
		case below && len(words) == 4 && q.Method == http.MethodPatch && words[3] == "1":
			for i := range all {
				if strconv.Itoa(all[i].ID*100) == words[1] {
					all[i].Text = sent.Content
				}
			}
		default:
			http.Error(w, "no "+q.Method+" "+q.URL.Path, http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"SYSTEM_COLLECTIONURI": server.URL + "/contoso/", "SYSTEM_TEAMPROJECTID": "7d", "BUILD_REPOSITORY_ID": "8e", "SYSTEM_PULLREQUEST_PULLREQUESTID": "12",
	} {
		r.variables[name] = value
	}
	return func() []ciComment { return all }
}

// threadsOf are threads of one comment each, beside one of the service's own and one that somebody deleted.
func threadsOf(all []ciComment) []map[string]any {
	threads := []map[string]any{
		{"id": 7, "comments": []any{}},
		{"id": 8, "isDeleted": true, "comments": []any{map[string]any{"id": 1, "content": "<!-- dvpolicy diff -->"}}},
		{"id": 9, "comments": []any{map[string]any{"id": 1, "isDeleted": true}}},
	}
	for _, c := range all {
		threads = append(threads, map[string]any{"id": c.ID * 100, "comments": []any{map[string]any{"id": 1, "content": c.Text}}})
	}
	return threads
}
