// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBuffer>
#include <QObject>

#include <memory>

class QAudioOutput;
class QMediaPlayer;

namespace authscope::ui {

/// Plays what is in memory. The only place that knows of Qt Multimedia.
class AudioPlayer : public QObject {
    Q_OBJECT

public:
    /// Why nothing can be played here; empty when something can. Asked before a player is made: the one of
    /// Qt 6.4 brings the program down where there is no device.
    static QString whyNot();

    explicit AudioPlayer(const QByteArray &data);
    ~AudioPlayer() override;

    void play();
    void stop();
    void seek(qint64 milliseconds);

Q_SIGNALS:
    void moved(qint64 at, qint64 length); ///< milliseconds
    void ended();
    void failed(const QString &words); ///< of the decoder

private:
    QBuffer m_buffer;
    std::unique_ptr<QAudioOutput> m_output;
    std::unique_ptr<QMediaPlayer> m_player;
};

} // namespace authscope::ui
