// Package ci holds pipelines that run dvpolicy: the files beside it, which dvpolicy init writes. It writes none itself.
package ci

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed github/dvpolicy.yml
var github string

//go:embed azure-devops/azure-pipelines.yml
var azureDevOps string

// A Pipeline is a file, and where its service looks for it, from the root of the repository.
type Pipeline struct{ Service, Path, text string }

// Pipelines are those that there are, by the name of the service.
func Pipelines() []Pipeline {
	return []Pipeline{
		{"azure-devops", "azure-pipelines.yml", azureDevOps},
		{"github", ".github/workflows/dvpolicy.yml", github},
	}
}

// placeholder stands in each of them for the policy's folder.
const placeholder = "POLICY: 'policies'"

// For is the text of a pipeline for the policy in a folder, which is a path from the root of the repository.
func (p Pipeline) For(folder string) (string, error) {
	if strings.HasPrefix(folder, "-") || strings.ContainsFunc(folder, func(r rune) bool { return r < ' ' || strings.ContainsRune(`$*?[\`, r) }) {
		return "", fmt.Errorf("a pipeline cannot name the folder %q: shells, or the service, would read it as something else", folder)
	}
	return strings.Replace(p.text, placeholder, "POLICY: '"+strings.ReplaceAll(folder, "'", "''")+"'", 1), nil
}
