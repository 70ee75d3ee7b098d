// SPDX-License-Identifier: GPL-3.0-or-later
// How long a large result takes to be judged: the medians of 21 runs, in milliseconds. And how long a wide
// form takes to be described.
#include "schema/formmodel.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

json::Value parsed(const QByteArray &text)
{
    return json::parse(text, u"The bench"_s, { .maxBytes = 1 << 26 }).value();
}

QByteArray manyObjects(qsizetype bytes)
{
    QByteArray out = "[";
    for (int i = 0; out.size() < bytes; ++i) {
        const QByteArray number = QByteArray::number(i);
        out += (i ? ",{\"id\":" : "{\"id\":") + number + ",\"name\":\"Board " + number
            + "\",\"isOpen\":true,\"tags\":[\"red\",\"blue\"],\"owner\":{\"name\":\"Ada\",\"mail\":\"ada@"
              "example.com\"},"
              "\"size\":12.5,\"state\":\"done\",\"due\":null}";
    }
    return out + ']';
}

template <class Run>
double median(Run run)
{
    constexpr int runs = 21;
    std::array<double, runs> times{};
    for (double &time : times) {
        QElapsedTimer timer;
        timer.start();
        run();
        time = double(timer.nsecsElapsed()) / 1e6;
    }
    std::sort(times.begin(), times.end());
    return times[runs / 2];
}

} // namespace

int main()
{
    const QByteArray text = manyObjects(5'000'000);
    const json::Value value = parsed(text);
    const QByteArray item
        = "{\"type\":\"object\",\"required\":[\"id\",\"name\"],\"additionalProperties\":false,\"properties\":"
          "{"
          "\"id\":{\"type\":\"integer\",\"minimum\":0},\"name\":{\"type\":\"string\",\"minLength\":1},"
          "\"isOpen\":{\"type\":\"boolean\"},\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},"
          "\"uniqueItems\":true},\"owner\":{\"$ref\":\"#/$defs/person\"},\"size\":{\"type\":\"number\"},"
          "\"state\":{\"enum\":[\"open\",\"done\"]},\"due\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":"
          "\"null\"}]}}}";
    const QByteArray defs
        = "\"$defs\":{\"person\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
          "\"mail\":{\"type\":\"string\",\"pattern\":\"^[^@]+@[^@]+$\"}}}}";
    const json::Value plain = parsed("{\"type\":\"array\",\"items\":" + item + "," + defs + "}");
    const json::Value strict
        = parsed("{\"items\":{\"allOf\":[" + QByteArray(item).replace("\"additionalProperties\":false,", "")
            + "],\"unevaluatedProperties\":false}," + defs + "}");
    const json::Value empty = parsed("{\"type\":\"array\"}");
    const struct {
        const char *name;
        const json::Value &schema;
    } rows[] = { { "no rules for the items", empty }, { "plain rules", plain },
        { "unevaluatedProperties", strict } };
    std::printf("%.1f MB, %zu objects\n", double(text.size()) / 1e6, value.get_array().size());
    for (const auto &row : rows) {
        const auto compiled = schema::Compiled::compile(row.schema);
        const schema::Judgement judgement = compiled.validate(value);
        const double judging = median([&] { compiled.validate(value); });
        const double compiling = median([&] { schema::Compiled::compile(row.schema); });
        std::printf("%-24s judge %7.2f ms   compile %6.3f ms   %s\n", row.name, judging, compiling,
            judgement.holds() && judgement.isWhole() ? "holds" : "DOES NOT HOLD");
    }
    QByteArray fields;
    for (int i = 0; i < 500; ++i)
        fields += (i ? ",\"f" : "\"f") + QByteArray::number(i)
            + "\":{\"$ref\":\"#/$defs/text\",\"title\":\"Field\",\"maxLength\":80}";
    const json::Value wide = parsed("{\"type\":\"object\",\"properties\":{" + fields
        + "},\"$defs\":{\"text\":{\"type\":\"string\",\"minLength\":1}}}");
    qsizetype count = 0;
    const double drawing = median([&] { count = schema::FormNode::build(wide).members().size(); });
    std::printf("a form of %lld fields     %7.2f ms\n", qlonglong(count), drawing);
    return 0;
}
