// Records what Go's text/template makes of the templates in templates.json:
//
//	cd packages/go-template/src/golden && go run record.go
package main

import (
	"encoding/json"
	"os"
	"runtime"
	"strings"
	"text/template"
)

type answer struct {
	Template string `json:"template"`
	Result   string `json:"result,omitempty"`
	Error    string `json:"error,omitempty"`
}

// data is what ../golden.test.ts hands to ours.
var data = map[string]any{
	"name": "shop", "empty": "", "umlaut": "grün", "count": 3, "zero": 0, "ratio": 2.5, "yes": true, "no": false, "nothing": nil,
	"list": []any{1, "two", 3.5, nil}, "none": []any{}, "words": []string{"a", "b"},
	"map": map[string]any{"b": 2, "a": map[string]any{"deep": "x"}}, "texts": map[string]string{"one": "1", "two": "2"},
}

var functions = template.FuncMap{
	"target":    func() string { return "podinfo" },
	"variables": func() map[string]string { return map[string]string{"region": "north"} },
	"join":      func(one, other string) string { return one + "-" + other },
}

func run(text string) (string, error) {
	parsed, err := template.New("tmpl").Option("missingkey=error").Funcs(functions).Parse(text)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	err = parsed.Execute(&out, data)
	return out.String(), err
}

func main() {
	var templates []string
	source, err := os.ReadFile("templates.json")
	if err == nil {
		err = json.Unmarshal(source, &templates)
	}
	if err != nil {
		panic(err)
	}
	answers := []answer{}
	for _, text := range templates {
		if result, err := run(text); err != nil {
			answers = append(answers, answer{Template: text, Error: err.Error()})
		} else {
			answers = append(answers, answer{Template: text, Result: result})
		}
	}
	file, err := os.Create("answers.json")
	if err != nil {
		panic(err)
	}
	encoder := json.NewEncoder(file)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(map[string]any{"go": runtime.Version(), "answers": answers}); err != nil {
		panic(err)
	}
}
