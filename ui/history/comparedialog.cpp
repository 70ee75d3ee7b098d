// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/comparedialog.h"

#include "ui/common/icons.h"
#include "ui/common/tables.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QDialogButtonBox>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using Kind = json::Difference::Kind;

namespace {

constexpr int shownRows = 1000;

QString sentenceOf(const json::Comparison &comparison)
{
    if (comparison.isEqual())
        return CompareResultsDialog::tr("The two results are equal.");
    QStringList parts;
    if (comparison.changed)
        parts << CompareResultsDialog::tr("%1 changed").arg(comparison.changed);
    if (comparison.added)
        parts << CompareResultsDialog::tr("%1 added").arg(comparison.added);
    if (comparison.removed)
        parts << CompareResultsDialog::tr("%1 removed").arg(comparison.removed);
    const qsizetype all = comparison.added + comparison.removed + comparison.changed;
    QString words = parts.join(u", "_s) + u'.';
    if (!comparison.isWhole || all > shownRows)
        words += u' ' + CompareResultsDialog::tr("The first %1 are shown.").arg(shownRows);
    return words;
}

QStandardItem *valueCell(const json::Value &value)
{
    return cell(isolated(base::cleaned(json::compact(value), 1000)), Tone::Plain, true);
}

QList<QStandardItem *> rowOf(const json::Difference &part)
{
    const QString where
        = part.pointer.isEmpty() ? CompareResultsDialog::tr("the whole") : base::cleaned(part.pointer, 300);
    const auto none = [] { return cell(u"—"_s, Tone::Muted); };
    switch (part.kind) {
    case Kind::Same:
        return { cell(where, Tone::Muted, true), valueCell(part.before), valueCell(part.before),
            cell(CompareResultsDialog::tr("equal"), Tone::Muted) };
    case Kind::Added:
        return { cell(where, Tone::Plain, true), none(), valueCell(part.after),
            markedCell(CompareResultsDialog::tr("added"), int(Mark::Passed), Tone::Plain) };
    case Kind::Removed:
        return { cell(where, Tone::Plain, true), valueCell(part.before), none(),
            markedCell(CompareResultsDialog::tr("removed"), int(Mark::Failed), Tone::Plain) };
    case Kind::Changed:
        return { cell(where, Tone::Plain, true), valueCell(part.before), valueCell(part.after),
            markedCell(CompareResultsDialog::tr("changed"), int(Mark::Noted), Tone::Plain) };
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

CompareResultsDialog::CompareResultsDialog(
    const ComparedResult &before, const ComparedResult &after, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"compareResultsDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Two results compared"));
    const json::Comparison comparison = json::compare(before.value, after.value);
    auto *sentence = new Label(sentenceOf(comparison), TextRole::Title);
    sentence->setObjectName(u"comparisonLabel"_s);
    auto *titles = new Label(
        tr("Before: %1\nAfter: %2")
            .arg(isolated(base::cleaned(before.title, 120)), isolated(base::cleaned(after.title, 120))),
        TextRole::Body, Tone::Muted);
    titles->setObjectName(u"comparedCallsLabel"_s);
    auto *table = new Table(u"differenceTable"_s, tr("Differences"), Table::Height::Scrolling);
    auto *model = new QStandardItemModel(table);
    model->setHorizontalHeaderLabels({ tr("Where"), tr("Before"), tr("After"), tr("Difference") });
    const auto fill = [model, parts = comparison.parts](bool withSame) {
        model->removeRows(0, model->rowCount());
        for (const json::Difference &part : parts) {
            if ((part.kind != Kind::Same || withSame) && model->rowCount() < shownRows)
                model->appendRow(rowOf(part));
        }
    };
    const qsizetype same = std::count_if(comparison.parts.cbegin(), comparison.parts.cend(),
        [](const json::Difference &part) { return part.kind == Kind::Same; });
    fill(comparison.isEqual());
    table->setModel(model);
    table->setWordWrap(false); // the whole value is in the tool tip
    table->setColumns({ 28, 0, 0, 14 });
    auto *withSame = new QCheckBox(
        counted(same, tr("Also the part that is equal"), tr("Also the %1 parts that are equal")));
    withSame->setObjectName(u"showEqualCheckBox"_s);
    withSame->setVisible(same > 0 && !comparison.isEqual());
    connect(withSame, &QCheckBox::toggled, table, fill);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *all = column(this, 20, 12);
    all->addWidget(sentence);
    all->addWidget(titles);
    all->addWidget(table, 1);
    auto *foot = row(nullptr, 0, 8);
    foot->addWidget(withSame);
    foot->addStretch();
    foot->addWidget(buttons);
    all->addLayout(foot);
    resize(960, 560);
}

} // namespace authscope::ui
