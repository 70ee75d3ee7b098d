// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/pastefield.h"

#include "base/text.h"
#include "ui/common/clipboard.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/common/wireedit.h"
#include "ui/inspect/dropped.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

namespace {

/// What comes back unchanged from an edit: text, not too long, nothing that has to be made visible.
bool isEditable(const QByteArray &bytes)
{
    return bytes.size() <= WireEdit::shown
        && base::cleanedBlock(QString::fromUtf8(bytes), bytes.size() + 1).toUtf8() == bytes;
}

} // namespace

PasteField::PasteField(const QString &objectName, const QString &accessibleName, const QString &placeholder,
    int lines, ClipboardPolicy *clipboard)
    : m_name(accessibleName), m_clipboard(clipboard)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setPlaceholderText(placeholder);
    setFont(fontFor(TextRole::Wire));
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAnywhere);
    setAcceptDrops(false); // the window takes them, wherever they fall
    setContextMenuPolicy(Qt::NoContextMenu); // its Copy would pass by the clipboard policy
    setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    setFixedHeight(QFontMetrics(fontFor(TextRole::Wire)).lineSpacing() * lines + 16);
    m_maskTimer.setSingleShot(true);
    m_maskTimer.setInterval(30s);
    connect(&m_maskTimer, &QTimer::timeout, this, &PasteField::mask);
    connect(this, &QPlainTextEdit::textChanged, this, &PasteField::typed);
}

void PasteField::showText(const QString &text)
{
    m_isShowing = true;
    setPlainText(text);
    m_isShowing = false;
}

void PasteField::take(const QByteArray &bytes)
{
    m_content = base::Secret(bytes);
    if (bytes.isEmpty())
        return clearContent();
    mask();
    Q_EMIT contentChanged();
}

void PasteField::takeFile(const QString &path)
{
    if (const auto bytes = readInspectedFile(path))
        take(*bytes);
    else
        Q_EMIT refused(bytes.error().message);
}

void PasteField::pasteClipboard()
{
    if (const QMimeData *held = QGuiApplication::clipboard()->mimeData())
        insertFromMimeData(held);
}

void PasteField::mask()
{
    m_maskTimer.stop();
    m_isMasked = !m_content.isEmpty();
    if (m_isMasked) {
        showText(
            tr("%1\n%2, hidden")
                .arg(QString(32, u'•'), counted(m_content.reveal().size(), tr("1 byte"), tr("%1 bytes"))));
        setAccessibleName(tr("%1, hidden").arg(m_name));
        setReadOnly(true);
        setTextInteractionFlags(Qt::TextSelectableByKeyboard); // takes the focus, shows no caret
    }
    Q_EMIT maskChanged();
}

void PasteField::reveal()
{
    if (!m_isMasked)
        return;
    m_isMasked = false;
    const QByteArray &bytes = m_content.reveal();
    const bool editable = isEditable(bytes);
    showText(base::cleanedBlock(QString::fromUtf8(QByteArrayView(bytes).first(
                                    std::min<qsizetype>(bytes.size(), 4 * WireEdit::shown))),
        WireEdit::shown));
    setAccessibleName(tr("%1, revealed").arg(m_name));
    setReadOnly(!editable);
    setTextInteractionFlags(editable ? Qt::TextInteractionFlags(Qt::TextEditorInteraction)
                                     : Qt::TextInteractionFlags(Qt::NoTextInteraction));
    m_maskTimer.start();
    Q_EMIT maskChanged();
}

void PasteField::clearContent()
{
    m_maskTimer.stop();
    m_content = {};
    m_isMasked = false;
    showText({});
    setAccessibleName(m_name);
    setReadOnly(false);
    setTextInteractionFlags(Qt::TextEditorInteraction);
    Q_EMIT maskChanged();
    Q_EMIT contentChanged();
}

void PasteField::typed()
{
    if (m_isShowing || m_isMasked)
        return;
    m_content = base::Secret(toPlainText().toUtf8());
    if (m_maskTimer.isActive())
        m_maskTimer.start();
    Q_EMIT contentChanged();
}

bool PasteField::canInsertFromMimeData(const QMimeData *source) const
{
    return canReadDropped(source);
}

void PasteField::insertFromMimeData(const QMimeData *source)
{
    const auto bytes = readDropped(source);
    if (!bytes) {
        Q_EMIT refused(bytes.error().message);
        return;
    }
    if (bytes->isEmpty())
        return;
    const bool isBeside = !m_isMasked && !source->hasUrls() && !document()->isEmpty() && !isReadOnly();
    if (!isBeside || !isEditable(*bytes))
        return take(*bytes);
    // Into what is being typed: together they are one.
    QTextCursor cursor = textCursor();
    const QString text = toPlainText();
    take((text.left(cursor.selectionStart()) + QString::fromUtf8(*bytes) + text.mid(cursor.selectionEnd()))
             .toUtf8());
}

/// Selecting and dragging take nothing along.
QMimeData *PasteField::createMimeDataFromSelection() const
{
    return new QMimeData;
}

void PasteField::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste))
        return pasteClipboard();
    if (event->matches(QKeySequence::Copy) || event->matches(QKeySequence::Cut)) {
        QTextCursor cursor = textCursor();
        if (m_isMasked || !cursor.hasSelection())
            return;
        m_clipboard->copySecret(base::Secret(cursor.selectedText().replace(QChar(0x2029), u'\n').toUtf8()));
        if (event->matches(QKeySequence::Cut) && !isReadOnly())
            cursor.removeSelectedText();
        return;
    }
    if (m_isMasked && (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace))
        return clearContent();
    QPlainTextEdit::keyPressEvent(event);
}

} // namespace authscope::ui
