package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/dvpolicy/dvpolicy/lint"
)

// A command of a pipeline ends where its line does, and its properties where the next begins: what stands in them is escaped, each agent in
// its own way. Of GitHub: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts; of Azure DevOps, which reads a
// command anywhere in a line: https://github.com/microsoft/azure-pipelines-agent/blob/master/docs/design/percentEncoding.md.
var (
	gitHubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	gitHubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	azureCommand   = strings.NewReplacer("%", "%AZP25", "\r", "%0D", "\n", "%0A", "]", "%5D", ";", "%3B")
	azureLine      = strings.NewReplacer("##", "# #")
)

var gitHubLevels = [...]string{lint.Info: "notice", lint.Warning: "warning", lint.Error: "error"}

// github writes an annotation for each issue. GitHub shows the first ten of each level of a step: the worst come first, and the last line,
// which is no annotation, counts all.
func (r Report) github(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, i := range r.open() {
		fmt.Fprintf(out, "::%s %s::%s\n", gitHubLevels[i.severity], gitHubProperties(i), gitHubData.Replace(plain(i.message)))
	}
	fmt.Fprintln(out, r.counted)
	return out.Flush()
}

// gitHubProperties are where an annotation stands. Columns are of one line: GitHub refuses them where it has several.
func gitHubProperties(i issue) string {
	var all []string
	add := func(name string, value any) {
		all = append(all, name+"="+gitHubProperty.Replace(plain(fmt.Sprint(value))))
	}
	if !i.at.everywhere {
		add("file", i.at.file)
	}
	if i.at.line > 0 {
		add("line", i.at.line)
	}
	switch {
	case i.at.column > 0 && i.at.endLine == i.at.line:
		add("col", i.at.column)
		add("endColumn", i.at.endColumn)
	case i.at.endLine > i.at.line:
		add("endLine", i.at.endLine)
	}
	add("title", i.rule)
	return strings.Join(all, ",")
}

// azureDevOps writes an issue of the task for each error and warning, and a plain line for the rest: Azure DevOps knows no third level.
func (r Report) azureDevOps(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, i := range r.open() {
		if i.severity < lint.Warning {
			fmt.Fprintln(out, azureLine.Replace(i.String()))
			continue
		}
		fmt.Fprintf(out, "##vso[task.logissue %s]%s\n", azureProperties(i), azureCommand.Replace(plain(i.message)))
	}
	fmt.Fprintln(out, r.counted)
	return out.Flush()
}

func azureProperties(i issue) string {
	var all strings.Builder
	add := func(name string, value any) {
		fmt.Fprintf(&all, "%s=%s;", name, azureCommand.Replace(plain(fmt.Sprint(value))))
	}
	add("type", i.severity)
	if !i.at.everywhere {
		add("sourcepath", i.at.file)
	}
	if i.at.line > 0 {
		add("linenumber", i.at.line)
	}
	if i.at.column > 0 {
		add("columnnumber", i.at.column)
	}
	add("code", i.rule)
	return all.String()
}
