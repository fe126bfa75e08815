package main

import (
	"errors"
	"slices"
	"strings"
)

// A variable that a pipeline forgot to set is not as if nobody had asked: flags that say nothing are refused.

// A wordList is words that a flag takes, with commas between them; the flag may be repeated.
type wordList []string

func (w *wordList) String() string { return strings.Join(*w, ",") }
func (w *wordList) Type() string   { return "words" }
func (w *wordList) Set(text string) error {
	words := strings.Split(text, ",")
	if slices.ContainsFunc(words, func(word string) bool { return strings.TrimSpace(word) == "" }) {
		return errors.New("it says no word, or one of its words is empty")
	}
	*w = append(*w, words...)
	return nil
}

// A day is one that a flag takes.
type day string

func (d *day) String() string { return string(*d) }
func (d *day) Type() string   { return "day" }
func (d *day) Set(text string) error {
	if text == "" {
		return errors.New("it says no day")
	}
	*d = day(text)
	return nil
}
