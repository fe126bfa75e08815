package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/dvpolicy/dvpolicy/compiler/input"
	"github.com/dvpolicy/dvpolicy/examples/ci"
)

// services are those that there is a pipeline for.
func services() []string {
	var names []string
	for _, pipeline := range ci.Pipelines() {
		names = append(names, pipeline.Service)
	}
	return names
}

// initPipeline writes the pipeline of a service, and the empty policy where there is neither policy nor solution. What is in the
// way is found before anything is written.
func (p *program) initPipeline(dir, service string) error {
	at := slices.Index(services(), service)
	if at < 0 {
		return unknownWord("pipeline", service, services())
	}
	pipeline := ci.Pipelines()[at]
	place, folder, inGit, err := placed(dir, pipeline.Path)
	if err != nil {
		return err
	}
	text, err := pipeline.For(folder)
	if err != nil {
		return err
	}
	switch _, err := os.Lstat(place); {
	case err == nil:
		return fmt.Errorf("%s is there already", filepath.ToSlash(place))
	case !os.IsNotExist(err):
		return fmt.Errorf("open %s: %w", filepath.ToSlash(place), input.Cause(err))
	}
	has, err := hasPolicy(dir)
	if err != nil {
		return err
	}
	var paths, after []string
	if !has && !input.IsSolution(dir) {
		path, err := start(dir)
		if err != nil {
			return err
		}
		paths, after = append(paths, path), append(after, "next: dvpolicy check "+dir)
	}
	if err := writeNew(place, text); err != nil {
		return err
	}
	if !inGit {
		after = append(after, filepath.ToSlash(place)+" belongs at the root of the repository, and there is no git work tree here")
	}
	return p.wrote(append(paths, place), after...)
}

// placed is where the pipeline of a policy goes, seen from where one stands, and the policy's folder, seen from the root of the repository.
func placed(dir, path string) (place, folder string, inGit bool, err error) {
	here, err := filepath.Abs(".")
	if err != nil {
		return "", "", false, err
	}
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", "", false, err
	}
	root, inGit := input.WorkTree(absolute)
	if !inGit {
		root = here
	}
	inside, err := filepath.Rel(root, absolute)
	if err != nil || !filepath.IsLocal(inside) {
		return "", "", false, fmt.Errorf("%s is in no git work tree, and not below the current folder: where its repository begins is not known", dir)
	}
	place = filepath.Join(root, filepath.FromSlash(path))
	if seen, err := filepath.Rel(here, place); err == nil {
		place = seen
	}
	return place, filepath.ToSlash(inside), inGit, nil
}
