// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/text.h"
#include "ui/schemaform/placeeditor.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using schema::FormKind;

namespace {

constexpr qsizetype examplesOffered = 10;

QString shortly(const json::Value &value)
{
    return withoutMnemonic(base::cleaned(asTyped(value), 60));
}

} // namespace

void PlaceEditor::fillMenu(QMenu *menu)
{
    const auto now = value();
    const auto offer = [this, menu](const QString &text, const QString &name, auto action) {
        QAction *made = menu->addAction(text);
        made->setObjectName(name);
        connect(made, &QAction::triggered, this, action);
        return made;
    };
    const auto offerValue = [&](const QString &text, const QString &name, const json::Value &value) {
        offer(text, name, [this, value] { apply(value); });
    };
    if (!m_place.isItem)
        offer(tr("Leave it out"), u"leaveOutAction"_s, [this] {
            apply(std::nullopt);
        })->setEnabled(now.has_value());
    if (node().isNullable)
        offerValue(u"null"_s, u"nullAction"_s, nullptr);
    if (node().kind == FormKind::Text || node().kind == FormKind::LongText)
        offerValue(tr("An empty text"), u"emptyTextAction"_s, "");
    if (node().kind == FormKind::Several)
        offerValue(tr("An empty list"), u"emptyListAction"_s, json::Array());
    if (node().defaultValue)
        offerValue(tr("The default: %1").arg(shortly(*node().defaultValue)), u"defaultAction"_s,
            *node().defaultValue);
    for (const json::Value &example :
        node().examples.first(std::min(node().examples.size(), examplesOffered)))
        offerValue(tr("The example: %1").arg(shortly(example)), u"exampleAction"_s, example);
    if (m_editor && m_editor->takesUnsaidMembers())
        offer(tr("Add a member of another name"), u"addMemberAction"_s, [this] {
            setOpen(true);
            m_editor->addMember();
        });
    if (node().kind == FormKind::Json || isGroupTooDeep())
        return;
    menu->addSeparator();
    QAction *text = offer(tr("Edit as JSON"), u"asJsonAction"_s, [this] {
        const auto value = this->value();
        m_wantsJson = !m_wantsJson;
        redraw(value);
    });
    text->setCheckable(true);
    text->setChecked(m_wantsJson);
}

void PlaceEditor::openMenu()
{
    auto *menu = new QMenu(this);
    menu->setObjectName(u"placeMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu);
    menu->popup(m_menu->mapToGlobal(QPoint(0, m_menu->height())));
}

} // namespace authscope::ui
