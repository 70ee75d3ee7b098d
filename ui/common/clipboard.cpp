// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/clipboard.h"

#include <QClipboard>
#include <QCryptographicHash>
#include <QGuiApplication>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QByteArray digestOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256);
}

} // namespace

ClipboardPolicy::ClipboardPolicy(QObject *parent, std::chrono::milliseconds secretLife) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(secretLife);
    connect(&m_timer, &QTimer::timeout, this, &ClipboardPolicy::takeBack);
}

ClipboardPolicy::~ClipboardPolicy()
{
    takeBack();
}

void ClipboardPolicy::copy(const QString &text)
{
    m_timer.stop();
    m_digest.clear();
    QGuiApplication::clipboard()->setText(text);
}

void ClipboardPolicy::copySecret(const base::Secret &secret)
{
    if (secret.isEmpty())
        return;
    auto *data = new QMimeData; // the clipboard owns it
    data->setText(QString::fromUtf8(secret.reveal()));
    data->setData(u"x-kde-passwordManagerHint"_s, "secret");
    data->setData(u"ExcludeClipboardContentFromMonitorProcessing"_s, QByteArray(4, '\0'));
    data->setData(u"org.nspasteboard.ConcealedType"_s, "1");
    m_digest = digestOf(data->text().toUtf8()); // as the clipboard will give it back
    QGuiApplication::clipboard()->setMimeData(data);
    m_timer.start();
}

void ClipboardPolicy::takeBack()
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    if (!m_digest.isEmpty() && clipboard && digestOf(clipboard->text().toUtf8()) == m_digest)
        clipboard->clear();
    m_digest.clear();
}

} // namespace authscope::ui
