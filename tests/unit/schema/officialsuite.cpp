// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/schema/officialsuite.h"

#include <QDirIterator>

using namespace Qt::StringLiterals;

namespace authscope::tests {

QDir suiteFolder()
{
    return QDir(qEnvironmentVariable("AUTHSCOPE_TEST_DATA") + u"/json-schema-test-suite"_s);
}

json::Value readSuiteFile(const QString &path)
{
    constexpr int deepEnough = 600;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return nullptr;
    auto parsed = json::parse(
        file.readAll(), path, { .maxBytes = 1 << 24, .maxDepth = deepEnough, .refuseDuplicates = false });
    return parsed ? std::move(*parsed) : json::Value();
}

std::vector<SuiteGroup> suiteGroups(const QString &folder)
{
    std::vector<SuiteGroup> groups;
    const QDir dir(suiteFolder().filePath(u"tests/"_s + folder));
    for (const QString &file : dir.entryList({ u"*.json"_s }, QDir::Files, QDir::Name)) {
        const json::Value content = readSuiteFile(dir.filePath(file));
        for (const json::Value &group : content.as_array()) {
            SuiteGroup read{ .name
                = file.chopped(5) + u" / "_s + json::text(group.at("description").as_string()),
                .schema = group.at("schema"),
                .tests = {} };
            for (const json::Value &test : group.at("tests").as_array())
                read.tests.push_back(
                    { .name = read.name + u" / "_s + json::text(test.at("description").as_string()),
                        .data = test.at("data"),
                        .isValid = test.at("valid").as_bool() });
            groups.push_back(std::move(read));
        }
    }
    return groups;
}

schema::Documents suiteDocuments()
{
    schema::Documents documents;
    const QDir remotes(suiteFolder().filePath(u"remotes"_s));
    QDirIterator files(remotes.path(), { u"*.json"_s }, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        documents.add(
            "http://localhost:1234/" + remotes.relativeFilePath(path).toUtf8(), readSuiteFile(path));
    }
    return documents;
}

} // namespace authscope::tests
