// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/comparedialog.h"

#include "ui/common/icons.h"
#include "ui/common/tables.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/tokens/tokentimeline.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using State = inspect::Change::State;

namespace {

constexpr qsizetype shownChanges = 300;

QString stateWord(State state)
{
    switch (state) {
    case State::Same:
        return CompareDialog::tr("the same");
    case State::Added:
        return CompareDialog::tr("new");
    case State::Removed:
        return CompareDialog::tr("gone");
    case State::Changed:
        return CompareDialog::tr("changed");
    }
    Q_UNREACHABLE();
    return {};
}

QStandardItem *valueOf(const QString &value)
{
    return value.isEmpty() ? cell(u"—"_s, Tone::Muted)
                           : cell(isolated(base::cleaned(value, 1000)), Tone::Plain, true);
}

QString generationTitle(const oauth::TokenGeneration &generation)
{
    return CompareDialog::tr("No. %1 · %2").arg(generation.number).arg(clockTime(generation.at));
}

} // namespace

CompareDialog::CompareDialog(const oauth::TokenGeneration &older, const oauth::TokenGeneration &newer,
    const QList<TokenComparison> &tokens, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"compareGenerationsDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("What changed between generations %1 and %2").arg(older.number).arg(newer.number));
    auto *content = new QWidget;
    auto *page = column(content, 20, 12);
    page->addWidget(new Label(windowTitle(), TextRole::Title));
    for (const oauth::TokenGeneration *each : { &older, &newer }) {
        auto *story = new Label(
            u"%1 · %2"_s.arg(generationTitle(*each), generationStory(*each)), TextRole::Body, Tone::Muted);
        story->setWrapping(true);
        page->addWidget(story);
    }
    for (const TokenComparison &token : tokens)
        page->addWidget(makePart(token, generationTitle(older), generationTitle(newer)));
    if (tokens.isEmpty()) {
        auto *nothing = new Label(tr("Tokens of earlier generations are not kept, only what they said while "
                                     "this window was open. Of these two nothing else is known."));
        nothing->setObjectName(u"nothingToCompareLabel"_s);
        nothing->setWrapping(true);
        page->addWidget(nothing);
    }
    page->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *all = column(this, 0, 0);
    all->addWidget(scrollingPage(content, windowTitle()), 1);
    auto *foot = row(nullptr, 12, 8);
    foot->addStretch();
    foot->addWidget(buttons);
    all->addLayout(foot);
    resize(960, 620);
}

QWidget *CompareDialog::makePart(const TokenComparison &token, const QString &before, const QString &after)
{
    auto *part = new QFrame;
    part->setProperty("card", true);
    auto *inside = column(part, 16, 8);
    auto *title = new Label(token.title, TextRole::Title);
    auto *sentence = new Label(token.sentence);
    sentence->setWrapping(true);
    inside->addWidget(title);
    inside->addWidget(sentence);
    const bool differs = std::any_of(token.changes.cbegin(), token.changes.cend(),
        [](const inspect::Change &change) { return change.state != State::Same; });
    const bool hasSame = std::any_of(token.changes.cbegin(), token.changes.cend(),
        [](const inspect::Change &change) { return change.state == State::Same; });
    if (token.changes.isEmpty())
        return part;
    auto *table
        = new Table(u"comparisonTable"_s, tr("Changes of %1").arg(token.title), Table::Height::Fitting);
    auto *model = new QStandardItemModel(table);
    model->setHorizontalHeaderLabels({ tr("Member"), before, after, tr("Difference") });
    const auto fill = [model, changes = token.changes](bool withSame) {
        model->removeRows(0, model->rowCount());
        for (const inspect::Change &change : changes) {
            if ((change.state == State::Same && !withSame) || model->rowCount() >= shownChanges)
                continue;
            const QString path = base::cleaned(change.path, 200);
            const QString words = change.difference.isEmpty()
                ? stateWord(change.state)
                : u"%1: %2"_s.arg(stateWord(change.state), isolated(base::cleaned(change.difference, 500)));
            model->appendRow({ cell(change.isHeader ? tr("header: %1").arg(path) : path, Tone::Plain, true),
                valueOf(change.before), valueOf(change.after),
                change.state == State::Same ? cell(words, Tone::Muted)
                                            : markedCell(words, int(Mark::Noted), Tone::Plain) });
        }
    };
    fill(!differs);
    table->setModel(model);
    table->setColumns({ 20, 0, 0, 26 });
    inside->addWidget(table);
    if (differs && hasSame) {
        auto *same = new QCheckBox(tr("Also what is the same"));
        same->setObjectName(u"showSameCheckBox"_s);
        connect(same, &QCheckBox::toggled, table, fill);
        inside->addWidget(same);
    }
    return part;
}

} // namespace authscope::ui
