// SPDX-License-Identifier: GPL-3.0-or-later
// How long a form takes to open and to follow a key: medians in milliseconds, and in brackets what of it
// was spent computing.
//   authscope_bench_form [WORDS]     those whose name has them
#include "ui/common/theme.h"
#include "ui/schemaform/schemaform.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollArea>

#include <algorithm>
#include <array>
#include <ctime>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

json::Value parsed(const QByteArray &text)
{
    return json::parse(text, u"The bench"_s, { .maxBytes = 1 << 26 }).value();
}

constexpr int runs = 15;

struct Median {
    double passed = 0; ///< on the wall
    double worked = 0; ///< of this process: the same on a machine that has other things to do
};

double middle(std::array<double, runs> &times)
{
    std::sort(times.begin(), times.end());
    return times[runs / 2];
}

template <class Run>
Median median(Run run)
{
    std::array<double, runs> passed{};
    std::array<double, runs> worked{};
    for (int i = 0; i < runs; ++i) {
        QElapsedTimer timer;
        timer.start();
        const std::clock_t before = std::clock();
        run();
        worked[size_t(i)] = double(std::clock() - before) * 1000 / CLOCKS_PER_SEC;
        passed[size_t(i)] = double(timer.nsecsElapsed()) / 1e6;
    }
    return { .passed = middle(passed), .worked = middle(worked) };
}

QByteArray fields(int count, const QByteArray &rules)
{
    QByteArray out;
    for (int i = 0; i < count; ++i)
        out += (i ? ",\"f" : "\"f") + QByteArray::number(i) + "\":" + rules;
    return out;
}

void report(const char *name, const json::Value &schema, const json::Value &value)
{
    if (!QString::fromLatin1(name).contains(QCoreApplication::arguments().value(1)))
        return;
    const Median opening = median([&] {
        QScrollArea area;
        auto *form = new ui::SchemaForm;
        area.setWidgetResizable(true);
        area.setWidget(form);
        form->setSchema(schema);
        area.resize(800, 600);
        area.show();
        QApplication::processEvents(); // laid out and painted
    });
    ui::SchemaForm form;
    form.setSchema(schema);
    const Median setting = median([&] { form.setWhole(value); });
    int turn = 0;
    const Median judging = median([&] {
        json::Object next = value.get_object();
        next["turn"] = ++turn; // else it is judged already
        form.setWhole(next);
        form.settle();
    });
    std::printf("%-26s open %7.1f (%6.1f)   set %7.1f (%6.1f)   set and judge %7.1f (%6.1f)\n", name,
        opening.passed, opening.worked, setting.passed, setting.worked, judging.passed, judging.worked);
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    ui::applyTheme(application, ui::ThemeChoice::Light);
    const auto object = [](const QByteArray &properties) {
        return parsed("{\"type\":\"object\",\"properties\":{" + properties + "}}");
    };
    const QByteArray text
        = "{\"type\":\"string\",\"minLength\":1,\"maxLength\":80,\"description\":\"Words\"}";
    json::Object values;
    for (int i = 0; i < 500; ++i)
        values["f" + std::to_string(i)] = "some words";
    report("500 texts", object(fields(500, text)), values);
    report("5,000 texts", object(fields(5000, text)), values);
    report("500 dates", object(fields(500, "{\"type\":\"string\",\"format\":\"date-time\"}")), values);
    report("500 choices of 50",
        object(fields(
            500,
            "{\"enum\":[" +
                [] {
                    QByteArray choices;
                    for (int i = 0; i < 50; ++i)
                        choices += (i ? ",\"c" : "\"c") + QByteArray::number(i) + '"';
                    return choices;
                }()
                + "]}")),
        values);
    report("500 groups of 3",
        object(fields(500, "{\"type\":\"object\",\"properties\":{" + fields(3, text) + "}}")),
        json::Object());
    QByteArray forms;
    for (int i = 0; i < 10000; ++i)
        forms += (i ? ",{\"properties\":{\"kind\":{\"const\":" : "{\"properties\":{\"kind\":{\"const\":")
            + QByteArray::number(i) + "}},\"required\":[\"kind\"]}";
    report("a choice of 10,000 forms", object("\"v\":{\"oneOf\":[" + forms + "]}"),
        parsed("{\"v\":{\"kind\":9000}}"));
    return 0;
}
