// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/calledwith.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/jsonview/jsonview.h"

#include <QBoxLayout>
#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype lineLength = 300;

/// "title “Sprint Board” · columns 3": bounded work, whatever they are.
QString summary(const json::Value &arguments)
{
    const json::Object *object = arguments.if_object();
    if (!object || object->empty())
        return CalledWith::tr("no arguments");
    QStringList parts;
    qsizetype length = 0;
    for (const auto &member : *object) {
        const json::Value &value = member.value();
        QString shown;
        if (value.is_string())
            shown = u"“%1”"_s.arg(isolated(
                base::cleaned(json::bytes(std::string_view(value.get_string()).substr(0, 400)), 80)));
        else if (value.is_object())
            shown = u"{…}"_s;
        else if (value.is_array())
            shown = u"[%1]"_s.arg(value.get_array().size());
        else
            shown = QString::fromUtf8(json::compact(value));
        parts += u"%1 %2"_s.arg(
            base::cleaned(json::bytes(std::string_view(member.key()).substr(0, 200)), 40), shown);
        length += parts.last().size();
        if (length > lineLength)
            break;
    }
    return parts.join(u" · "_s);
}

} // namespace

CalledWith::CalledWith()
    : m_toggle(iconButton(u"right"_s, tr("Show the arguments beside the result"), u"calledWithButton"_s))
    , m_line(new ElidedLabel({}, TextRole::Caption, Tone::Muted))
    , m_panel(new QWidget)
    , m_tree(new JsonView(u"calledWithTree"_s, tr("Called with")))
{
    setObjectName(u"calledWith"_s);
    m_line->setObjectName(u"calledWithLabel"_s);
    m_panel->setObjectName(u"calledWithPanel"_s);
    m_panel->setMinimumWidth(240);
    m_tree->header()->resizeSection(0, 100);
    m_toggle->setCheckable(true);
    auto *line = row(this, 0, 4);
    line->setContentsMargins(12, 2, 12, 2);
    line->addWidget(m_toggle);
    line->addWidget(new Label(tr("Called with"), TextRole::Caption, Tone::Muted));
    line->addWidget(m_line, 1);
    auto *inside = column(m_panel, 0, 4);
    inside->setContentsMargins(16, 8, 0, 8);
    inside->addWidget(new Label(tr("Called with"), TextRole::Caption, Tone::Muted));
    inside->addWidget(m_tree, 1);
    m_panel->hide();
    connect(m_toggle, &QPushButton::toggled, this, &CalledWith::show);
}

void CalledWith::setArguments(const json::Shared &arguments)
{
    setVisible(arguments.isSet());
    if (arguments.isSet()) {
        m_line->setElided(summary(*arguments));
        m_tree->setDocument(arguments);
    } else {
        m_line->setElided({});
        m_tree->clearValue();
    }
    m_panel->setVisible(arguments.isSet() && m_toggle->isChecked());
}

void CalledWith::show(bool isOpen)
{
    m_toggle->setIcon(tintedIcon(isOpen ? u"down"_s : u"right"_s));
    m_panel->setVisible(isOpen && !isHidden());
}

} // namespace authscope::ui
