// SPDX-License-Identifier: GPL-3.0-or-later
// A form for every schema of the official suite, and every valid instance through it.
#include "ui/schemaform/schemaform.h"
#include "unit/schema/officialsuite.h"

#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::tests;

class TestFormMatrix : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySchemaHasAForm_data();
    void everySchemaHasAForm();
};

void TestFormMatrix::everySchemaHasAForm_data()
{
    QTest::addColumn<QString>("folder");
    for (const char *folder : { "draft2020-12", "draft2020-12/optional", "draft2020-12/optional/format",
             "draft7", "draft7/optional", "draft7/optional/format" })
        QTest::newRow(folder) << QString::fromLatin1(folder);
}

void TestFormMatrix::everySchemaHasAForm()
{
    QFETCH(QString, folder);
    if (!suiteFolder().exists())
        QSKIP("THE OFFICIAL JSON SCHEMA SUITE IS NOT HERE: set AUTHSCOPE_TEST_DATA. Nothing was checked.");
    int forms = 0;
    int valid = 0;
    int invalid = 0;
    qint64 controls = 0;
    QStringList lost;
    for (const SuiteGroup &group : suiteGroups(folder)) {
        ui::SchemaForm form;
        json::Value schema = group.schema;
        if (folder.startsWith(u"draft7"_s) && schema.is_object() && !schema.get_object().contains("$schema"))
            schema.get_object()["$schema"] = "http://json-schema.org/draft-07/schema#";
        // Formats and older drafts are asked for elsewhere; of other documents a form knows nothing.
        const bool standsAlone
            = !folder.contains(u"optional"_s) && !json::compact(schema).contains("localhost:1234");
        form.setSchema(schema);
        form.settle();
        ++forms;
        for (const SuiteTest &test : group.tests) {
            form.setWhole(test.data);
            // Exact: the text of it is the same, numbers and texts to the last digit.
            const auto got = form.whole();
            const bool isSame = got && *got == test.data;
            if (!isSame)
                lost += test.name;
            if (test.isValid && standsAlone)
                QVERIFY2(form.judge(test.data).holds(), qPrintable(test.name));
            valid += test.isValid;
            invalid += !test.isValid;
        }
        controls += form.findChildren<QWidget *>().size();
        form.settle();
    }
    qInfo("%s: %d forms of %lld widgets, %d valid and %d other instances through them", qPrintable(folder),
        forms, qlonglong(controls), valid, invalid);
    QCOMPARE(lost, QStringList());
    QVERIFY(forms > 0 && valid > 0 && controls > forms);
}

QTEST_MAIN(TestFormMatrix)
#include "test_formmatrix.moc"
