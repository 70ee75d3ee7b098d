// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <QPlainTextEdit>
#include <QTimer>

namespace authscope::ui {

class ClipboardPolicy;

/// Where something is pasted, dropped or typed that is probably a secret. What arrives whole is kept aside
/// and never stands in the document, so neither a screen reader, nor an undo step, nor the primary selection,
/// nor the layout of ten megabytes ever meets it (T148, T151, T177). Revealed it can be edited, for half a
/// minute after the last change.
class PasteField : public QPlainTextEdit {
    Q_OBJECT

public:
    PasteField(const QString &objectName, const QString &accessibleName, const QString &placeholder,
        int lines, ClipboardPolicy *clipboard);

    const base::Secret &content() const { return m_content; }
    bool isMasked() const { return m_isMasked; }
    /// As if it was pasted.
    void take(const QByteArray &bytes);
    void takeFile(const QString &path);
    void pasteClipboard();
    void reveal();
    void mask();
    void clearContent();

Q_SIGNALS:
    void contentChanged(); ///< also while typing
    void maskChanged();
    void refused(const QString &why); ///< a file that cannot be read

protected:
    bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
    QMimeData *createMimeDataFromSelection() const override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showText(const QString &text);
    void typed();

    QString m_name;
    ClipboardPolicy *m_clipboard;
    base::Secret m_content;
    bool m_isMasked = false;
    bool m_isShowing = false; ///< the document changes because we change it
    QTimer m_maskTimer;
};

} // namespace authscope::ui
