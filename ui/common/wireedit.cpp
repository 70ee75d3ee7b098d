// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/wireedit.h"

#include "base/text.h"
#include "ui/common/theme.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

QString cutWire(const QString &text)
{
    if (text.size() <= WireEdit::shown)
        return text;
    return WireEdit::tr("%1… (%2 characters)").arg(text.first(WireEdit::shown)).arg(text.size());
}

WireEdit::WireEdit(const QString &objectName, const QString &accessibleName, int lines)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setProperty("bare", true);
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setFont(fontFor(TextRole::Wire));
    setFixedHeight(QFontMetrics(fontFor(TextRole::Wire)).lineSpacing() * lines + 12);
}

void WireEdit::setWire(const QByteArray &text)
{
    setPlainText(base::cleanedBlock(QString::fromUtf8(text), shown));
}

void WireEdit::setSecret(bool isSecret)
{
    setTextInteractionFlags(isSecret ? Qt::TextInteractionFlags(Qt::NoTextInteraction)
                                     : Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
}

} // namespace authscope::ui
